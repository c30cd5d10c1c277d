// The manual is true: its examples compile, the one in README.md runs, and its tables leave out no code and no reason.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Project } from "./support/project.ts";

const repository = fileURLToPath(new URL("..", import.meta.url));
const pages = ["README.md", ...namesIn("docs", ".md")];

/** A fenced block of TypeScript, and where its first line stands. */
interface Example {
  readonly page: string;
  readonly line: number;
  readonly code: string;
}

function read(name: string): string {
  return readFileSync(join(repository, name), "utf8");
}

function namesIn(directory: string, ending: string): string[] {
  const found = readdirSync(join(repository, directory), { recursive: true, encoding: "utf8" });
  return found
    .filter((name) => name.endsWith(ending))
    .map((name) => `${directory}/${name}`)
    .sort();
}

/**
 * The examples of a page that a reader can copy into a file: those that import the package, and on a page that says what
 * its examples begin with, all.
 */
function examplesOf(page: string): Example[] {
  const text = read(page);
  const [, beginning = ""] = /^<!-- examples begin with:\n([\s\S]*?)^-->$/m.exec(text) ?? [];
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)]
    .map(({ 1: code = "", index }) => ({ page, code, line: text.slice(0, index).split("\n").length + 1 }))
    .map((example) => {
      if (beginning === "" || example.code.includes('from "pipefish"')) return example;
      const above = `${beginning.replaceAll("\n", " ")}\n`;
      return { ...example, code: above + example.code, line: example.line - 1 };
    })
    .filter(({ code }) => code.includes('from "pipefish"'));
}

/** The members of a union of texts, or of the `kind`s of its members, as they stand in a source file. */
function membersOf(file: string, type: string): string[] {
  const [, union = ""] =
    new RegExp(`export type ${type} =([\\s\\S]*?)\\n(?=\\n/\\*\\*)`).exec(read(file)) ?? [];
  const member = union.includes("kind:") ? /kind: "([a-z-]+)"/g : /"([a-z-]+)"/g;
  return [...union.matchAll(member)].map(([, name = ""]) => name).sort();
}

/** The codes in the first cells of the rows of a page's tables: `| [`code`](#code) | …`. */
function rowsOf(page: string, heading: string): string[] {
  const [, section = ""] = read(page).split(`\n${heading}\n`);
  const [table = ""] = section.split(/\n#+ /);
  return [...table.matchAll(/^\| \[?`([a-z-]+)`/gm)].map(([, name = ""]) => name).sort();
}

test("every example of the manual compiles", () => {
  const folder = join(repository, "node_modules/.cache/pipefish-docs");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  symlinkSync(repository, join(folder, "node_modules/pipefish"));
  const examples = pages.flatMap(examplesOf);
  assert.ok(examples.length >= 10, "the examples were found");
  const files = examples.map(({ page, line, code }) => {
    const name = `${page.replaceAll("/", ".")}.${line}.ts`;
    // Lines have the numbers of the page, so that what the compiler says points there.
    writeFileSync(join(folder, name), "\n".repeat(line - 1) + code);
    return name;
  });
  const compilerOptions = { incremental: false, noUnusedLocals: false };
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: "../../../tsconfig.json", compilerOptions, include: [], files }),
  );
  const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  const { stdout, stderr } = spawnSync(process.execPath, [compiler], { cwd: folder, encoding: "utf8" });
  assert.equal(stderr, "");
  // What is wrong with the sources themselves is told by the type check.
  const mistakes = stdout.split("\n").filter((line) => /^[^.\s]/.test(line));
  assert.deepEqual(mistakes, []);
});

test("the pipeline of README.md does what README.md says", async (context) => {
  const [example] = examplesOf("README.md");
  const project = new Project(context, { "pipeline.ts": example?.code ?? "" });
  const first = await project.pipefish("run", "-j", "4");
  assert.equal(first.code, 0, first.stderr);
  assert.deepEqual(project.files(), [
    "pipeline.ts",
    "table.txt",
    "texts/fish.letters",
    "texts/fish.txt",
    "texts/fish.words",
    "texts/sea.letters",
    "texts/sea.txt",
    "texts/sea.words",
  ]);
  assert.equal(project.read("texts/sea.txt"), "all about texts/sea.txt\n");
  assert.deepEqual(project.read("table.txt").trim().split(/\s+/), ["4", "25", "4", "24"]);

  const second = await project.pipefish("run");
  assert.equal(second.code, 0, second.stderr);
  assert.match(second.stderr, /everything is up to date/);

  project.write({ "texts/fish.txt": "one fish\n" });
  const plan = await project.pipefish("plan");
  assert.equal(plan.code, 0, plan.stderr);
  assert.match(plan.stdout, /texts\/fish\.txt/);
  const why = await project.pipefish("why", "table.txt");
  assert.equal(why.code, 0, why.stderr);
  assert.match(why.stdout, /table\.txt/);
});

test("README.md's pipeline also runs by node, when it ends in run()", async (context) => {
  const [example] = examplesOf("README.md");
  const code =
    example?.code.replace("export default pipeline;", "await pipeline.run({ multiprocess: 4 });") ?? "";
  const project = new Project(context, { "pipeline.ts": code });
  const { code: exitCode, stderr } = await project.node("pipeline.ts");
  assert.equal(exitCode, 0, stderr);
  assert.deepEqual(project.read("table.txt").trim().split(/\s+/), ["4", "25", "4", "24"]);
});

test("every link of the manual leads to a page and a heading that is there", () => {
  const broken = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:)([^)\s#]*)(?:#([^)\s]*))?\)/g)]
      .filter(([, file = "", anchor]) => !isThere(file === "" ? page : join(page, "..", file), anchor))
      .map(([link]) => `${page} ${link}`),
  );
  assert.deepEqual(broken, []);
});

/** Whether a file exists and, where one is asked for, has the heading of an anchor. */
function isThere(file: string, anchor: string | undefined): boolean {
  if (!existsSync(join(repository, file))) return false;
  if (anchor === undefined) return true;
  const headings = [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading);
  return headings
    .map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    )
    .includes(anchor);
}

test("docs/errors.md has a row for every error code, and a section with what to do", () => {
  const codes = membersOf("src/model/error.ts", "ErrorCode");
  assert.ok(codes.includes("unsendable"), "the codes were found");
  assert.deepEqual(rowsOf("docs/errors.md", "## All codes"), codes);
  const sections = [...read("docs/errors.md").matchAll(/^### ([a-z-]+)$/gm)].map(([, name = ""]) => name);
  assert.deepEqual(sections.sort(), codes);
});

test("docs/semantics.md has a row for every reason", () => {
  const reasons = membersOf("src/model/verdict.ts", "Reason");
  assert.ok(reasons.includes("no-receipt"), "the reasons were found");
  assert.deepEqual(rowsOf("docs/semantics.md", "## Why a job runs"), reasons);
});

/** The sentences of the tests that a text names, between quotes in italics. */
function testsNamedIn(text: string): string[] {
  return [...text.replaceAll(/\s+/g, " ").matchAll(/\*“(.+?)”\*/g)].map(([, name = ""]) => name);
}

/** The sections of a page, without what stands before the first of them. */
function sectionsOf(page: string): string[] {
  return read(page).split(/^## /m).slice(1);
}

test("every section of docs/semantics.md, every row and every item names its test, but for what is assumed", () => {
  const sections = sectionsOf("docs/semantics.md").filter((text) => !text.startsWith("What is assumed\n"));
  const parts = sections.flatMap((text) => [
    text,
    ...(text.match(/(?<=^\|[-|:]+\|\n(?:\|.*\n)*)\|.*$/gm) ?? []),
    ...(text.match(/^- .*(?:\n {2}.*)*/gm) ?? []),
  ]);
  assert.ok(parts.length > 60, "rows and items were found");
  assert.deepEqual(
    parts.filter((part) => testsNamedIn(part).length === 0),
    [],
  );
});

test("every test that docs/semantics.md names exists", () => {
  // Tests that stand as rows in a table have their sentence as `name`.
  const sources = namesIn("test", ".ts").map(read).join("\n");
  const sentences = new Set(
    [...sources.matchAll(/(?:test\(|name: )"([^"]+)"/g)].map(([, sentence = ""]) => sentence),
  );
  assert.deepEqual(
    sectionsOf("docs/semantics.md")
      .flatMap(testsNamedIn)
      .filter((name) => !sentences.has(name)),
    [],
  );
});
