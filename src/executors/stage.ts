// Has jobs make their outputs beside the places where they belong, and puts them there when the job has ended well: all of
// them, or none. For `atomic`.
import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { namesIn } from "../model/files.ts";
import type { JobFailure, Outcome } from "../model/job.ts";
import { found } from "../plan/expand/expand.ts";
import { lookAt } from "../plan/look-at.ts";
import type { Disk } from "../plan/ports.ts";
import { differ, factsIn, factsText, outputsText, ownIn } from "../plan/receipt.ts";
import { isOneStep, putInPlace } from "./put-in-place.ts";
import { type Move, noted, removeDirectory, type StageEntry, StageJournal } from "./stage-journal.ts";
import { finalName, type Staged, stageDirectories } from "./stage-names.ts";

type Done = Extract<Outcome, { kind: "done" }>;

/** The stages of the jobs of a run. */
export class Stages {
  readonly #disk: Disk;
  readonly #journal: StageJournal;
  #hasRun = false;

  /**
   * @param journal the directory in which is noted what is being made
   * @param historyFile the history of which the run has the lock when a job runs
   */
  constructor(disk: Disk, journal: string, historyFile?: string) {
    this.#disk = disk;
    this.#journal = new StageJournal(journal, historyFile);
  }

  /**
   * Runs a job, which is told the name of its stage.
   *
   * @param earlier what its receipt says it left before
   */
  async run(job: Staged, run: (stage: string) => Promise<Outcome>, earlier = ""): Promise<Outcome> {
    if (!this.#hasRun) this.#journal.sweepOfHistory();
    this.#hasRun = true;
    const id = this.#journal.next();
    const note = (entry: StageEntry): void => this.#journal.write(id, entry);
    const stage = new Stage({ ...job, earlier }, this.#disk, note);
    const startedAt = Date.now();
    try {
      const failure = stage.open();
      if (failure !== undefined) return { kind: "failed", startedAt, durationMs: 0, failure };
      const outcome = await run(stage.name);
      return outcome.kind === "done" ? stage.putInPlace(outcome) : outcome;
    } finally {
      if (stage.remove()) this.#journal.remove(id);
    }
  }
}

interface Remembered extends Staged {
  readonly earlier: string;
}

/** Where one job makes its outputs: a directory in each of those in which they belong. */
class Stage {
  readonly name = `.pipefish-tmp-${randomBytes(6).toString("hex")}`;
  readonly #job: Remembered;
  readonly #disk: Disk;
  readonly #note: (entry: StageEntry) => void;
  readonly #directories: readonly string[];

  constructor(job: Remembered, disk: Disk, note: (entry: StageEntry) => void) {
    this.#job = job;
    this.#disk = disk;
    this.#note = note;
    this.#directories = stageDirectories({ ...job, stage: this.name }).map((name) => this.#path(name));
  }

  /** Makes it; returns why it cannot be. */
  open(): JobFailure | undefined {
    return failureOf("the directory in which its outputs are made cannot be made", () => {
      this.#note({ directories: this.#directories });
      for (const directory of this.#directories) mkdirSync(directory, { recursive: true });
    });
  }

  /** Puts what a job made where it belongs. */
  putInPlace(outcome: Done): Outcome {
    const failure = failureOf("its outputs cannot be put in place, all is as it was", () => {
      const moves = this.#moves(outcome);
      // One step needs nobody to go on with it.
      if (!isOneStep(moves)) this.#note({ directories: this.#directories, moves: moves.map(noted) });
      let count = 0;
      putInPlace(moves, ({ to }) => this.#attic(to, ++count));
    });
    if (failure === undefined) return this.#lookedAt(outcome);
    // Nobody is to do later what could not be done now.
    attempt(() => this.#note({ directories: this.#directories }));
    const { startedAt, durationMs, log } = outcome;
    return { kind: "failed", startedAt, durationMs, failure, ...(log === undefined ? {} : { log }) };
  }

  /** Removes it with all that is left in it; false when that is for the next run to do. */
  remove(): boolean {
    const failed = this.#directories.map((directory) => attempt(() => removeDirectory(directory)));
    return failed.every((error) => error === undefined);
  }

  #path(name: string): string {
    return resolve(this.#disk.directory, name);
  }

  /** Everything in the stage goes where it belongs, also what was not declared; what it made before goes. */
  #moves({ left }: Done): Move[] {
    const made = factsIn(left).map(([name]) => this.#path(finalName(name, this.name)));
    const whole = new Set(made);
    const moves = this.#directories.flatMap((directory) => movesIn(directory, dirname(directory), whole));
    const outdated = this.#outdated()
      .map((name) => this.#path(name))
      .filter((file) => !whole.has(file));
    return [...moves, ...outdated.map((file, i) => ({ from: file, to: this.#attic(file, `old-${i}`) }))];
  }

  /** What matches and is still as the receipt of this job says that it made it: all else is not ours to remove. */
  #outdated(): string[] {
    const own = ownIn(this.#job.earlier);
    if (this.#job.patterns === undefined || own.size === 0) return [];
    const old = namesIn(this.#job.output).filter((name) => own.has(name));
    const facts = this.#disk.look(old);
    return old.filter((name, i) => facts[i] !== undefined && !differ(own.get(name), facts[i]));
  }

  /** A place for what is taken away from where it was, on the same disk. */
  #attic(file: string, name: string | number): string {
    const isAbove = (directory: string): boolean => file.startsWith(`${dirname(directory)}/`);
    const directory = this.#directories.find(isAbove) ?? this.#directories[0] ?? "";
    return join(directory, `${basename(directory)}-${name}`);
  }

  /** The files of the job as they are under the names that they have now. */
  #lookedAt(outcome: Done): Done {
    const made = factsIn(outcome.left).map(([name]) => finalName(name, this.name));
    const left = this.#leftText(made);
    const seen = factsIn(outcome.seen);
    const own = new Set(made);
    // An input that is an output too is what the job made of it.
    if (!seen.some(([name]) => own.has(name))) return { ...outcome, left };
    const names = seen.map(([name]) => name);
    const now = lookAt(this.#disk, names, made);
    const facts = seen.map(([name, was], i) => (own.has(name) ? now[i] : was));
    return { ...outcome, left, seen: factsText(names, facts) };
  }

  /** What matches now, as the plan will find it: files of others are told of as well, but not as made by the job. */
  #leftText(made: readonly string[]): string {
    const { patterns } = this.#job;
    if (patterns === undefined) return factsText(made, lookAt(this.#disk, made, []));
    const own = new Set(made);
    const matching = namesIn(found(patterns, this.#disk));
    const matched = new Set(matching);
    const names = [...matching, ...made.filter((name) => !matched.has(name))];
    return outputsText(names, lookAt(this.#disk, names, []), own);
  }
}

/** What is in a directory, to be put into another. A directory that is there already takes what is new into it. */
function movesIn(directory: string, target: string, whole: ReadonlySet<string>): Move[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry): Move[] => {
    const [from, to] = [join(directory, entry.name), join(target, entry.name)];
    const isJoined = entry.isDirectory() && !whole.has(to) && isDirectory(to);
    return isJoined ? movesIn(from, to, whole) : [{ from, to }];
  });
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function failureOf(what: string, action: () => void): JobFailure | undefined {
  const error = attempt(action);
  if (error === undefined) return undefined;
  const hint = "it needs the right to write in the directories of its outputs, and room there";
  return { kind: "no-output", message: `${what}: ${error.message}`, hint };
}

function attempt(action: () => void): Error | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
