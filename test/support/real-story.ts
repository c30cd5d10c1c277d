// Random pipelines in real processes: a project folder with one, its files, and what its history says.
import assert from "node:assert/strict";
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import type { RunOptions } from "../../src/run-options.ts";
import { openDatabase } from "../../src/storage/sqlite.ts";
import { gone } from "./leftovers.ts";
import { Project, type Running } from "./project.ts";
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

/** Runs it with the options on its command line, and tells how it went. */
const script = `
  import { readdirSync, readlinkSync } from "node:fs";
  import pipeline from "./pipeline.ts";
  const leadsTo = (fd) => {
    try { return [fd + " " + readlinkSync("/proc/self/fd/" + fd)]; } catch { return []; }
  };
  const descriptors = () => readdirSync("/proc/self/fd").flatMap(leadsTo);
  const before = descriptors();
  const summary = await pipeline.run({ ...JSON.parse(process.argv[2]), reporter: "silent" }).catch((error) => {
    if (error.summary === undefined) throw error;
    return error.summary;
  });
  // Pipes of processes that have ended are closed a little later; Node opens /dev/null once, for those without input.
  const kept = () => descriptors().filter((one) => !before.includes(one) && !one.endsWith(" /dev/null"));
  for (let turn = 0; kept().length > 0 && turn < 400; turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  const { jobs, tasks, ok, failures } = summary;
  const nameOf = ({ task, output, params }) => task.name + " " + ([output].flat()[0] ?? params[0]);
  console.log(JSON.stringify({ ok, jobs, tasks, failed: failures.map(({ job }) => nameOf(job)), kept: kept() }));
`;

type Counts = Readonly<Record<"total" | "done" | "fresh" | "failed" | "cancelled" | "skipped", number>>;

/** What a run tells of itself at its end. */
export interface Told {
  readonly ok: boolean;
  readonly jobs: Counts;
  readonly tasks: readonly { readonly name: string; readonly jobs: Counts }[];
  /** Names of jobs, as the simple model has them. */
  readonly failed: readonly string[];
  /** Descriptors that were open after the run and not before. */
  readonly kept: readonly string[];
}

/** How a run is started, beside its options. */
export interface Start {
  /** Words for Node. */
  readonly node?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Files of the project that are none of the pipeline's. */
const own = /^(\w+\.ts|steps\.json|counts|ran|(tried|faults)\/.*)$/;

const history = ".pipefish/history.sqlite";

/** A folder with a random pipeline, which is edited and run round by round. */
export class RealStory implements Editable {
  readonly project: Project;
  readonly #before = new Map<string, { readonly text: string; readonly at: Date }>();
  readonly #counts: Record<string, number> = {};

  constructor(context: Cleanup, steps: readonly RealStep[], files: readonly string[] = given) {
    this.project = new Project(context, {
      "pipeline.ts": pipeline,
      "run.ts": script,
      "steps.json": JSON.stringify(steps),
      "tried/.keep": "",
      counts: "{}",
    });
    for (const name of files) this.write(name, `${name} as it was given`);
  }

  /** Starts a run. */
  start(options: RunOptions, { node = [], environment = {} }: Start = {}): Running {
    return this.project.start([...node, "run.ts", JSON.stringify(options)], environment);
  }

  /** Runs it to its end, which must leave nothing behind. */
  async run(options: RunOptions): Promise<Told> {
    const { code, stdout, stderr } = await this.start(options).ended;
    assert.equal(code, 0, stderr);
    const told = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Told;
    assert.deepEqual(told.kept, [], "no descriptor is left open");
    await gone(this.project);
    const names = readdirSync(this.project.path(".pipefish"), { recursive: true, encoding: "utf8" });
    assert.deepEqual(
      names.filter((name) => /(^|\/)\.(spool|results)/.test(name)),
      [],
      "no file of the engine is left",
    );
    return told;
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
    this.#keep(name);
    writeFileSync(this.project.path(name), text);
  }

  touch(name: string): void {
    if (!this.has(name)) this.write(name, "");
    this.#keep(name);
    const now = Date.now() / 1000;
    utimesSync(this.project.path(name), now, now);
  }

  restore(name: string): void {
    const before = this.#before.get(name);
    if (before === undefined) return;
    this.write(name, before.text);
    utimesSync(this.project.path(name), before.at, before.at);
  }

  #keep(name: string): void {
    if (!this.has(name)) return;
    const path = this.project.path(name);
    this.#before.set(name, { text: readFileSync(path, "utf8"), at: statSync(path).mtime });
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
