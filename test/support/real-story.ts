// Random pipelines in real processes: a project folder with one, its files, and what its history says.
import assert from "node:assert/strict";
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { openDatabase } from "../../src/storage/sqlite.ts";
import { Project } from "./project.ts";
import { type Editable, edit, given, type Round } from "./random-pipeline.ts";
import type { RealStep } from "./real-steps.ts";
import type { Cleanup } from "./seeds.ts";

const source = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href);

const pipeline = `
  import { readFileSync } from "node:fs";
  import { Pipeline } from "pipefish";
  import { define } from ${source("random-steps.ts")};
  import { doingOf } from ${source("real-steps.ts")};
  export default define(JSON.parse(readFileSync("steps.json", "utf8")), new Pipeline("random"), doingOf);
`;

/** Files of the project that are none of the pipeline's. */
const own = /^(\w+\.ts|steps\.json|counts|ran|(tried|faults)\/.*)$/;

const history = ".pipefish/history.sqlite";

/** A folder with a random pipeline, which is edited and run round by round. */
export class RealStory implements Editable {
  readonly project: Project;
  readonly #counts: Record<string, number> = {};

  constructor(context: Cleanup, steps: readonly RealStep[], files: readonly string[] = given) {
    this.project = new Project(context, {
      "pipeline.ts": pipeline,
      "steps.json": JSON.stringify(steps),
      "tried/.keep": "",
      counts: "{}",
    });
    for (const name of files) this.write(name, `${name} as it was given`);
  }

  /** Does to the files what comes before a run. */
  edit({ edits }: Round): void {
    for (const change of edits) {
      if (change.kind === "count") this.#counts[change.step] = change.count;
      else edit(this, change);
    }
    this.write("counts", JSON.stringify(this.#counts));
    this.write("ran", "");
  }

  write(name: string, text: string): void {
    writeFileSync(this.project.path(name), text);
  }

  touch(name: string): void {
    if (!this.has(name)) this.write(name, "");
    const now = Date.now() / 1000;
    utimesSync(this.project.path(name), now, now);
  }

  remove(name: string): void {
    rmSync(this.project.path(name));
  }

  has(name: string): boolean {
    return existsSync(this.project.path(name));
  }

  get files(): Readonly<Record<string, string>> {
    const names = this.project.files().filter((name) => !own.test(name));
    return Object.fromEntries(names.map((name) => [name, readFileSync(this.project.path(name), "utf8")]));
  }

  /** The number of the last run in the history. */
  lastRun(): number {
    const [first] = this.#ask("SELECT max(id) AS id FROM runs");
    return Number(first?.["id"] ?? 0);
  }

  /** The jobs that are recorded as done by runs after that of a number, by what they note when they begin. */
  recordedAfter(run: number): string[] {
    const rows = this.#ask(`SELECT key FROM receipts WHERE finished = 1 AND run > ${run}`);
    return rows.map(({ key }) => String(key).split("\0")[0] ?? "");
  }

  /** Asks a copy of the history: who opens it puts it in order. */
  #ask(query: string): readonly Readonly<Record<string, unknown>>[] {
    if (!this.has(history)) return [];
    const copy = this.project.path(".pipefish/copy");
    for (const end of ["", "-wal", "-journal"]) {
      rmSync(copy + end, { force: true });
      if (this.has(history + end)) copyFileSync(this.project.path(history + end), copy + end);
    }
    const db = openDatabase(copy);
    try {
      const isMade = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'receipts'").get() !== undefined;
      return isMade ? db.prepare(query).all() : [];
    } finally {
      db.close();
    }
  }
}

/** Nothing is left in the folder of runs that have ended, whatever befell them. */
export function assertSwept(project: Project): void {
  const names = readdirSync(project.path(".pipefish"), { recursive: true, encoding: "utf8" });
  assert.deepEqual(
    names.filter((name) => /(^|\/)\.(spool|results)/.test(name)),
    [],
  );
}
