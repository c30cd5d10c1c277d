// What a task is made of: which code counts, under which name, and what does not.
import assert from "node:assert/strict";
import { mkdirSync, symlinkSync } from "node:fs";
import { test } from "node:test";
import { openCode } from "../../src/code/open-code.ts";
import { TaskSet } from "../../src/model/task-set.ts";
import { CodeProject, pipelineText, projectOf } from "./fixture.ts";

/** The parts of a task whose function was not written in a module. */
function partsOfRun(run: unknown): unknown {
  const set = new TaskSet("p");
  set.originate({ name: "task", output: "out", run: run as () => void });
  return openCode(undefined).partsOf(set.tasks);
}

test("a function counts with what it uses, and that with what it uses in turn", async (context) => {
  const project = await projectOf(context, {
    run: "(job, n = 3) => { twice(n) }",
    before: 'import { twice } from "./lib.ts";',
    "lib.ts": `
      export function twice(n: number): number { return times(n, factor); }
      const times = (a: number, b: number) => a * b;
      const factor = 2;
      export const other = 3;
    `,
  });
  assert.deepEqual(project.parts, {
    "factor in lib.ts": "const factor = 2;",
    "its function": "// twice: twice() in lib.ts\n(job, n = 3) => {\n  twice(n);\n}",
    "times() in lib.ts": "const times = (a, b) => a * b;",
    "twice() in lib.ts": "function twice(n) {\n  return times(n, factor);\n}",
  });
});

test("names are followed through whatever forms of import and export there are", async (context) => {
  const lib = "export const a = 1; const b = 2; export { b as c }; export default () => 3; export class D {}";
  const project = await projectOf(context, {
    run: "() => [one, c, f, D, all.b, more.a]",
    before: `
      import { a as one, c } from "./barrel.ts";
      import f from "./lib.ts";
      import * as all from "./again.ts";
      import { D, more } from "./stars.ts";
    `,
    "lib.ts": lib,
    "barrel.ts": 'import { a } from "./lib.ts"; export { a }; export { c } from "./lib.ts";',
    "again.ts": "export const b = 4; export const unused = 5;",
    "stars.ts": 'export * from "./again.ts"; export * from "./lib.ts"; export * as more from "./lib.ts";',
  });
  assert.deepEqual(Object.keys(project.parts), [
    "a in lib.ts",
    "all of lib.ts",
    "b in again.ts",
    "b in lib.ts",
    "class D in lib.ts",
    "its default export in lib.ts",
    "its function",
  ]);
});

test("names of one function that change places count, though every function is as it was", async (context) => {
  const imports = (from: string): string => `import { ${from} } from "./lib.ts";`;
  const run = "() => a(b)";
  const project = await projectOf(context, {
    run,
    before: imports("one as a, two as b"),
    "lib.ts": "export const one = (x: unknown) => x; export const two = 2;",
  });
  const before = project.digest;
  project.write({ "pipeline.ts": pipelineText(run, imports("two as b, one as a")) });
  assert.equal((await project.load()).digest, before);
  project.write({ "pipeline.ts": pipelineText(run, imports("two as a, one as b")) });
  assert.notEqual((await project.load()).digest, before);
});

test("a local variable hides one of the module that has its name", async (context) => {
  const project = await projectOf(context, {
    run: "() => { const table = 1; return { table, other: (times: number) => times }; }",
    before: "const table = new Map(); const times = 2; export { table, times };",
  });
  assert.deepEqual(Object.keys(project.parts), ["its function"]);
});

test("statements that change what is used count, and others at the top do not", async (context) => {
  const project = await projectOf(context, {
    run: "() => table",
    before: `
      const table: Record<string, number> = {};
      table["a"] = 1;
      for (const name of ["b", "c"]) Object.assign(table, { [name]: 2 });
      console.assert(true, table);
      const other: unknown[] = [];
      other.push(1);
    `,
  });
  assert.deepEqual(project.parts["what changes table in pipeline.ts"]?.split("\n"), [
    'table["a"] = 1;',
    'for (const name of ["b", "c"]) Object.assign(table, {',
    "  [name]: 2",
    "});",
  ]);
  assert.ok(!Object.keys(project.parts).some((name) => name.includes("other")));
});

test("statements that change what is imported count as well, and so do those that take values apart", async (context) => {
  const project = await projectOf(context, {
    run: "() => [config, all.limits, first, rest, join]",
    before: `
      import { join } from "node:path";
      join("a");
      import { config } from "./config.ts";
      import * as all from "./config.ts";
      config.k = 21;
      all.limits.push(1);
      let first = 0, rest: unknown[] = [], other = 0;
      [first = 1, ...rest] = [5];
      ({ other } = { other: 1 });
    `,
    "config.ts": "export const config = { k: 1 };\nexport const limits: number[] = [];",
  });
  const changing = Object.entries(project.parts).filter(([name]) => name.startsWith("what changes"));
  assert.deepEqual(Object.fromEntries(changing), {
    "what changes all in pipeline.ts": "// all.limits: limits in config.ts\nall.limits.push(1);",
    "what changes config in pipeline.ts": "// config: config in config.ts\nconfig.k = 21;",
    "what changes first in pipeline.ts": "[first = 1, ...rest] = [5];",
    "what changes rest in pipeline.ts": "[first = 1, ...rest] = [5];",
  });
});

test("packages count by name and version, modules of Node by name", async (context) => {
  const project = await projectOf(context, {
    run: '() => [readFileSync, add, sub("x")]',
    before:
      'import { readFileSync } from "node:fs"; import { add } from "maths"; import sub from "@deep/maths/sub.js";',
    "node_modules/maths/package.json":
      '{ "name": "maths", "version": "1.2.3", "type": "module", "exports": "./x.js" }',
    "node_modules/maths/x.js": "export const add = 1;",
    "node_modules/@deep/maths/package.json":
      '{ "name": "@deep/maths", "version": "2.0.0", "type": "module" }',
    "node_modules/@deep/maths/sub.js": "export default () => 1;",
  });
  assert.deepEqual(project.parts, {
    "its function":
      '// add: add of maths\n// readFileSync: readFileSync of node:fs\n// sub: default of @deep/maths/sub.js\n() => [readFileSync, add, sub("x")]',
    "package @deep/maths": "2.0.0",
    "package maths": "1.2.3",
  });
});

test("a package of a workspace, and what # leads to, is code of the project", async (context) => {
  const before = 'import { area } from "shapes"; import { unit } from "#unit";';
  const project = new CodeProject(context, {
    "pipeline.ts": pipelineText("() => [area, unit]", before),
    "package.json": '{ "type": "module", "imports": { "#unit": { "import": "./src/unit.ts" } } }',
    "src/unit.ts": "export const unit = 1;",
    "packages/shapes/package.json":
      '{ "name": "shapes", "version": "1.0.0", "type": "module", "exports": "./area.ts" }',
    "packages/shapes/area.ts": "export const area = (r: number) => r * r;",
  });
  symlinkSync("../packages/shapes", project.path("node_modules/shapes"));
  await project.load();
  assert.deepEqual(Object.keys(project.parts), [
    "area() in packages/shapes/area.ts",
    "its function",
    "unit in src/unit.ts",
  ]);
});

test("an expression counts, with the values that are written in it", async (context) => {
  const before = "const convert = (to: string) => () => to;";
  const project = await projectOf(context, { run: 'convert("png")', before });
  assert.deepEqual(Object.keys(project.parts), ["convert() in pipeline.ts", "its function"]);
  assert.equal(project.parts["its function"], 'convert("png")');
});

test("methods, bound functions and functions of JavaScript's own count", async (context) => {
  const project = await projectOf(context, {
    run: "tool.run.bind(tool)",
    before: "class Tool { run() { return 1; } } const tool = new Tool();",
  });
  assert.deepEqual(Object.keys(project.parts), [
    "class Tool in pipeline.ts",
    "its function",
    "tool in pipeline.ts",
  ]);
  assert.deepEqual(partsOfRun(Math.max), [[{ name: "its function", text: "[native code] max" }]]);
  assert.deepEqual(partsOfRun(new Function("a", "/* so */ return a")), [
    [{ name: "its function", text: "(function anonymous(a) {\n  return a;\n});\n" }],
  ]);
});

test("a function that a tool loaded in another form is found where it is written", async (context) => {
  const project = await projectOf(context, {
    run: "() => helper()",
    before: 'import { helper } from "./helper.ts";',
    "helper.ts": "export const helper = () => 1;",
  });
  const [before, text] = [project.parts, project.read("pipeline.ts")];
  assert.deepEqual(Object.keys(before), ["helper() in helper.ts", "its function"]);
  // What runs keeps its form and its place: the module is as if the tool had made that of it.
  const written = text.replace("() => helper()", "()  =>  helper( )");
  for (const other of [written, `\n\n  ${written}`]) {
    project.write({ "pipeline.ts": other });
    assert.deepEqual(project.parts, before);
  }
});

test("a function that is handed to the place of definition is found by its text", async (context) => {
  const define = `
    import { Pipeline } from "pipefish";
    export const pipeline = new Pipeline("p");
    export function define(run: () => unknown): void {
      pipeline.originate({ name: "task", output: "out", run });
    }
  `;
  const project = await projectOf(context, {
    run: "() => 0",
    "define.ts": define,
    "lib.ts": "export const a = 1;",
  });
  project.write({
    "pipeline.ts": `
      import { define, pipeline } from "./define.ts";
      import { a } from "./lib.ts";
      define(() => ["of this file", a]);
      export default pipeline;
    `,
  });
  // The place of definition imports nothing of what it is given: the script is where the search begins.
  await project.load();
  const script = openCode(project.path("pipeline.ts"));
  const { default: pipeline } = (await import(project.path("pipeline.ts"))) as { default: TaskSet };
  assert.deepEqual(
    script.partsOf(pipeline.tasks)[0]?.map(({ name }) => name),
    ["a in lib.ts", "its function"],
  );
});

test("what a function takes from a loop around it counts as the whole loop, and what that uses", async (context) => {
  const project = new CodeProject(context, {
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const names = ["a", "b"];
      const pipeline = new Pipeline("p");
      for (const name of names) {
        pipeline.originate({ name, output: name, run: () => name });
        pipeline.originate({ name: name + " alone", output: name + "1", run: () => 1 });
      }
      pipeline.originate({ name: "c", output: "c", run: () => "c" });
      export default pipeline;
    `,
  });
  const { a = {}, "a alone": alone = {} } = (await project.load()).tasks;
  assert.deepEqual(Object.keys(a), ["its function", "names in pipeline.ts", "the code around its function"]);
  assert.match(a["the code around its function"] ?? "", /^for \(const name of names\) \{\n/);
  assert.deepEqual(Object.keys(alone), ["its function"]);
});

test("data and code of other languages count as they are", async (context) => {
  const project = await projectOf(context, {
    run: "() => [table, widget]",
    before:
      'import table from "./table.json" with { type: "json" }; const widget = () => import("./widget.ts");',
    "table.json": '{ "a": 1 }',
    "widget.ts": "enum Colour { red }\n// With its comments.\n",
  });
  assert.equal(project.parts["all of table.json"], '{ "a": 1 }');
  assert.match(project.parts["all of widget.ts"] ?? "", /With its comments/);
});

test("a module that is loaded as it runs, or required, counts whole", async (context) => {
  const project = await projectOf(context, {
    run: 'async () => [await import("./late.ts"), require("./old.cjs")]',
    before: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    "late.ts": "const a = 1; console.log(a); export const b = 2;",
    "old.cjs": 'const { c } = require("./older.cjs"); module.exports = { c };',
    "older.cjs": "exports.c = 3;",
  });
  const { "all of late.ts": late, "all of old.cjs": old, "all of older.cjs": older } = project.parts;
  assert.equal(late, "const a = 1;\nconsole.log(a);\nconst b = 2;");
  assert.match(old ?? "", /module\.exports = /);
  assert.match(older ?? "", /exports\.c = 3/);
});

test("what only a run would show is not seen: computed imports, those for no name, values that variables get", async (context) => {
  const project = await projectOf(context, {
    run: "async () => [await import(file), state]",
    before: `
      import "./setup.ts";
      import { state } from "./state.ts";
      const file = ["./late", "ts"].join(".");
    `,
    "setup.ts": "Object.assign(globalThis, { a: 1 });",
    "late.ts": "export const a = 1;",
    "state.ts": "export let state = process.env.STATE; export const set = (to: string) => { state = to; };",
  });
  const before = project.digest;
  project.write({
    "setup.ts": "Object.assign(globalThis, { a: 2 });",
    "late.ts": "export const a = 2;",
  });
  const { set } = (await import(project.path("state.ts"))) as { set: (to: string) => void };
  set("another");
  assert.equal(project.digest, before);
});

test("modules that need each other, and functions that call each other, are read once", async (context) => {
  const project = await projectOf(context, {
    run: "() => even(4)",
    before: 'import { even } from "./even.ts";',
    "even.ts":
      'import { odd } from "./odd.ts"; export const even = (n: number): boolean => n === 0 || odd(n - 1);',
    "odd.ts":
      'import { even } from "./even.ts"; export const odd = (n: number): boolean => n !== 0 && even(n - 1);',
  });
  assert.deepEqual(Object.keys(project.parts), ["even() in even.ts", "its function", "odd() in odd.ts"]);
});

test("a module that cannot be found or read counts by its name, and stops nothing", async (context) => {
  const project = await projectOf(context, {
    run: "() => a",
    before: 'import { a } from "./lib.ts";',
    "lib.ts": "export const a = 1;",
  });
  project.remove("lib.ts");
  mkdirSync(project.path("lib.ts"));
  assert.match(project.parts["its function"] ?? "", /a/);
});

test("a project that is moved elsewhere is the same", async (context) => {
  const files = {
    run: "() => a",
    before: 'import { a } from "./lib/a.ts";',
    "lib/a.ts": "export const a = 1;",
  };
  const [one, other] = [await projectOf(context, files), await projectOf(context, files)];
  assert.notEqual(one.directory, other.directory);
  assert.equal(one.digest, other.digest);
});
