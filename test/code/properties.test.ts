// The digest of a task's code over random modules: it changes with what the function reaches, and with nothing else.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type CodeProject, projectOf } from "./fixture.ts";

/** A function of some module: what it adds, and the functions that it calls, by their numbers. */
interface Declared {
  readonly module: number;
  readonly adds: number;
  readonly calls: readonly number[];
}

/** How the same code is written: nothing of it may count. */
interface Style {
  /** Of each function: a comment, blank lines, types, and code that nobody uses. */
  readonly noise: readonly boolean[];
  readonly isReversed: boolean;
  readonly isIndented: boolean;
}

const moduleCount = 3;
const functionCount = 6;

const declared = fc.record<Declared>({
  module: fc.nat(moduleCount - 1),
  adds: fc.nat(9),
  calls: fc.uniqueArray(fc.nat(functionCount - 1), { maxLength: 3 }),
});
const code = fc.array(declared, { minLength: functionCount, maxLength: functionCount });
const style = fc.record<Style>({
  noise: fc.array(fc.boolean(), { minLength: functionCount, maxLength: functionCount }),
  isReversed: fc.boolean(),
  isIndented: fc.boolean(),
});

function functionText({ adds, calls }: Declared, number: number, { noise, isIndented }: Style): string {
  const isNoisy = noise[number] === true;
  const sum = [String(adds), ...calls.map((call) => `f${call}(depth - 1)`)].join(
    isIndented ? "\n    + " : " + ",
  );
  const types = isNoisy ? ": number" : "";
  const comment = isNoisy ? "/* what it does */ " : "";
  const unused = isNoisy ? `\nexport const unused${number} = ${adds};\n` : "";
  return `${unused}export function f${number}(depth${types})${types} {\n${comment}return depth < 1 ? 0 : ${sum};\n}`;
}

/** The modules of some code. A module imports by name, by another name through a barrel, or as a whole, as it comes. */
function modulesOf(functions: readonly Declared[], written: Style): Record<string, string> {
  const files: Record<string, string> = { "barrel.ts": "" };
  for (const [number, { module }] of functions.entries())
    files["barrel.ts"] += `export { f${number} as g${number} } from "./m${module}.ts";\n`;
  for (let module = 0; module < moduleCount; module += 1) {
    const own = [...functions.entries()].filter(([, one]) => one.module === module);
    const needed = new Set(
      own.flatMap(([, { calls }]) => calls).filter((call) => functions[call]?.module !== module),
    );
    const imports = [...needed].map((call) =>
      call % 2 === 0
        ? `import { f${call} } from "./m${functions[call]?.module}.ts";`
        : `import { g${call} as f${call} } from "./barrel.ts";`,
    );
    const texts = own.map(([number, one]) => functionText(one, number, written));
    files[`m${module}.ts`] = [...imports, ...(written.isReversed ? texts.reverse() : texts)].join("\n");
  }
  return files;
}

/** The functions that the first one reaches, itself included. */
function reached(functions: readonly Declared[]): Set<number> {
  const found = new Set([0]);
  for (const number of found) for (const call of functions[number]?.calls ?? []) found.add(call);
  return found;
}

/** Writes code in some style, and digests what the task reaches of it. */
function digestOf(project: CodeProject, functions: readonly Declared[], written: Style): string {
  project.write(modulesOf(functions, written));
  return project.digest;
}

test("the code of a task changes with what its function reaches, and with nothing else", async (context) => {
  const project = await projectOf(context, {
    run: "() => g0(3)",
    before: 'import { g0 } from "./barrel.ts";',
    "barrel.ts": "export const g0 = (depth: number): number => depth;",
  });
  fc.assert(
    fc.property(code, style, style, fc.nat(functionCount - 1), (functions, one, other, edited) => {
      const before = digestOf(project, functions, one);
      assert.equal(digestOf(project, functions, other), before, "the same code in another style");
      const changed = functions.map((each, i) => (i === edited ? { ...each, adds: each.adds + 1 } : each));
      const isReached = reached(functions).has(edited);
      assert.equal(digestOf(project, changed, other) !== before, isReached, `f${edited} was changed`);
    }),
    { numRuns: 150 },
  );
});
