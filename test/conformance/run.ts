// `npm run conformance [-- FILE.json…]`: tries the cases of the files, or of the corpus, and says how they came out.
import { corpus, readCases } from "./case.ts";
import { checkAll } from "./check.ts";

const given = process.argv.slice(2);
const files = given.length === 0 ? corpus : given;
const outcomes = await checkAll(files.flatMap(readCases));
for (const { id, kind, reasons } of outcomes)
  if (kind !== "passed") console.log(`${kind}  ${id}  ${reasons.join("; ")}`);
const count = (wanted: string): number => outcomes.filter(({ kind }) => kind === wanted).length;
console.log(`${count("passed")} passed, ${count("differs")} differ on purpose, ${count("failed")} failed`);
process.exitCode = count("failed") === 0 ? 0 : 1;
