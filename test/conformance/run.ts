// `npm run conformance -- FILE.json…`: tries the cases of the files and says how they came out.
import { readCases } from "./case.ts";
import { checkAll } from "./check.ts";

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error("usage: npm run conformance -- FILE.json…");
  process.exitCode = 2;
} else {
  const outcomes = await checkAll(files.flatMap((file) => readCases(file)));
  for (const { id, kind, why } of outcomes) if (kind !== "passed") console.log(`${kind}  ${id}  ${why}`);
  const failed = outcomes.filter(({ kind }) => kind === "failed").length;
  console.log(`${outcomes.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
