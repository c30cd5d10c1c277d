// `npm run conformance [-- FILE.json…]`: tries the cases of the files, or of the corpus, and says how they came out.
import { readCases } from "./case.ts";
import { checkAll } from "./check.ts";

const corpus = ["jobs.json", "up-to-date.json", "more.json"].map((name) => new URL(name, import.meta.url));
const given = process.argv.slice(2);
const files = given.length === 0 ? corpus : given;
const outcomes = await checkAll(files.flatMap((file) => readCases(file)));
for (const { id, kind, why } of outcomes) if (kind !== "passed") console.log(`${kind}  ${id}  ${why}`);
const count = (wanted: string): number => outcomes.filter(({ kind }) => kind === wanted).length;
console.log(`${count("passed")} passed, ${count("differs")} differ on purpose, ${count("failed")} failed`);
process.exitCode = count("failed") === 0 ? 0 : 1;
