// What a run does, said in the simplest way: step by step, one job after the other, files as numbers that count upward.
// Shares no code with the engine, so that both can be compared. Says nothing of time, places and plans.
import { type Circumstances, type Edit, given, type Level, nthMade } from "./random-pipeline.ts";
import { isOpen, type Step } from "./random-steps.ts";

/** A job of the model, by the name under which tests know it. */
interface ModelJob {
  readonly name: string;
  readonly inputs: readonly string[];
  /** Its files, or for a step whose files are not known before, one pattern. */
  readonly outputs: readonly string[];
}

/** A file: the number of its last change, and what is in it. */
interface ModelFile {
  readonly at: number;
  readonly text: string;
}

type Snapshot = ReadonlyMap<string, ModelFile | undefined>;

/** What is remembered of a job. */
interface Memory {
  readonly seen: Snapshot;
  readonly left: Snapshot;
  readonly code: number | undefined;
  readonly extras: number | undefined;
  /** It is remembered what was in the files. */
  readonly hasTexts: boolean;
}

/** How a run of the model is meant. */
export interface ModelRun {
  readonly check: Level | "timestamps";
  readonly targets: readonly string[] | undefined;
  readonly forced: readonly string[];
}

/** A disk, a memory and the steps. */
export class SimpleModel {
  readonly files = new Map<string, ModelFile>();
  readonly #steps: readonly Step[];
  readonly #circumstances: Circumstances;
  readonly #memory = new Map<string, Memory>();
  readonly #before = new Map<string, ModelFile>();
  readonly #jobs = new Map<string, readonly ModelJob[]>();
  #clock = 0;

  constructor(steps: readonly Step[], circumstances: Circumstances, files: readonly string[] = given) {
    this.#steps = steps;
    this.#circumstances = circumstances;
    for (const name of files) this.#write(name, `${name} as it was given`);
  }

  edit(change: Edit): void {
    if (change.kind === "write") this.#write(change.source, change.text);
    else if (change.kind === "touch") this.#touch(change.source);
    else if (change.kind === "remove") this.files.delete(change.source);
    else if (change.kind === "restore") this.#restore(change.source);
    else if (change.kind === "touch reference") this.#write("ref.r", "reference");
    if (!("nth" in change)) return;
    const name = nthMade([...this.files.keys()], change.nth);
    if (name === undefined) return;
    if (change.kind === "write made") this.#write(name, "made by hand");
    else if (change.kind === "touch made") this.#touch(name);
    else this.files.delete(name);
  }

  /** The names of the jobs that run, in no order that matters. */
  run({ check, targets, forced }: ModelRun): string[] {
    const wanted = this.#wanted(targets);
    const ran: string[] = [];
    for (const step of this.#steps.filter(({ name }) => wanted.has(name))) {
      const jobs = this.#jobsOf(step);
      this.#jobs.set(step.name, jobs);
      const isForced = forced.includes(step.name);
      const stale = jobs.filter((job) => isForced || !this.#isFresh(step, job, check));
      for (const job of stale) this.#do(step, job, check);
      ran.push(...stale.map(({ name }) => name));
    }
    return ran.sort();
  }

  /** The steps that are above a step, and itself. */
  withAbove(name: string): Set<string> {
    const step = this.#steps.find((one) => one.name === name);
    const above = (step?.from ?? []).flatMap((one) =>
      one === "sources" ? [] : [...this.withAbove(one.step)],
    );
    return new Set([name, ...above]);
  }

  #wanted(targets: readonly string[] | undefined): Set<string> {
    const names = targets ?? this.#steps.map(({ name }) => name);
    return new Set(names.flatMap((name) => [...this.withAbove(name)]));
  }

  #write(name: string, text: string): void {
    const before = this.files.get(name);
    if (before !== undefined) this.#before.set(name, before);
    this.#clock += 1;
    this.files.set(name, { at: this.#clock, text });
  }

  #touch(name: string): void {
    this.#write(name, this.files.get(name)?.text ?? "");
  }

  #restore(name: string): void {
    const before = this.#before.get(name);
    if (before === undefined) return;
    this.#write(name, before.text);
    this.files.set(name, before);
  }

  #matching(pattern: string): string[] {
    const expression = new RegExp(`^${pattern.replaceAll(".", "\\.").replace("?", ".").replace("*", ".*")}$`);
    return [...this.files.keys()].filter((name) => expression.test(name)).sort();
  }

  /** What a step reads: each item is a list of files. */
  #items({ from }: Step): (readonly string[])[] {
    return from.flatMap((one) => {
      if (one === "sources") return this.#matching("*.s").map((name) => [name]);
      if (one.isPattern) return this.#matching(`*.${one.step}`).map((name) => [name]);
      const above = this.#steps.find(({ name }) => name === one.step);
      const made = (this.#jobs.get(one.step) ?? []).map(({ outputs }) => outputs);
      if (above === undefined || !isOpen(above)) return made.filter((outputs) => outputs.length > 0);
      return made.flatMap(([pattern = ""]) => this.#matching(pattern).map((name) => [name]));
    });
  }

  #jobsOf(step: Step): ModelJob[] {
    const { name, kind, isPair } = step;
    const more = step.hasReference ? ["ref.r"] : [];
    const pair = (stem: string): string[] =>
      isPair ? [`${stem}.${name}`, `${stem}.${name}x`] : [`${stem}.${name}`];
    const job = (inputs: readonly string[], outputs: readonly string[]): ModelJob => ({
      name: `${name} ${outputs[0]}`,
      inputs,
      outputs,
    });
    if (kind === "parallel")
      return ["1", "2"].map((n) => ({ name: `${name} ${n}`, inputs: [], outputs: [] }));
    if (kind === "originate") return ["o1", "o2"].map((stem) => job([], pair(stem)));
    const items = this.#items(step);
    if (kind === "merge") return [job([...items.flat(), ...more], pair("all"))];
    if (kind === "split") return [job([...items.flat(), ...more], [`part-?.${name}`])];
    if (kind === "collate") {
      const letters = new Set(items.map(([first = ""]) => first.charAt(0)));
      return [...letters].map((letter) => {
        const members = items.filter(([first = ""]) => first.startsWith(letter));
        return job([...members.flat(), ...more], pair(letter));
      });
    }
    return items.map((item) => {
      const stem = (item[0] ?? "").replace(".", "_");
      return job([...item, ...more], kind === "subdivide" ? [`${stem}-?.${name}`] : pair(stem));
    });
  }

  #isFresh(step: Step, job: ModelJob, check: ModelRun["check"]): boolean {
    if (step.kind === "parallel") return false;
    const seen = this.#snapshot(job.inputs);
    const left = this.#snapshot(this.#made(step, job));
    if ([...left.values()].includes(undefined)) return false;
    if (check !== "timestamps") return this.#isAsItWas(step, job, check);
    const newest = Math.max(...[...seen.values()].map((file) => file?.at ?? Infinity), -1);
    const oldest = Math.min(...[...left.values()].map((file) => file?.at ?? -Infinity));
    return left.size > 0 && newest < oldest;
  }

  #isAsItWas(step: Step, job: ModelJob, check: Level): boolean {
    const known = this.#memory.get(job.name);
    if (known === undefined) return false;
    const [seen, left] = [this.#snapshot(job.inputs), this.#snapshot(this.#made(step, job))];
    const { code, extras } = this.#circumstances;
    if (check !== "history" && known.code !== code.get(step.name)) return false;
    if ((check === "params" || check === "contents") && known.extras !== extras.get(step.name)) return false;
    const byText = check === "contents" && known.hasTexts;
    if (!isSame(known.seen, seen, byText) || !isSame(known.left, left, byText)) return false;
    this.#memory.set(job.name, { ...known, seen, left });
    return true;
  }

  #do(step: Step, job: ModelJob, check: ModelRun["check"]): void {
    const seen = this.#snapshot(job.inputs);
    const texts = job.inputs.map((name) => this.files.get(name)?.text);
    for (const old of isOpen(step) ? this.#made(step, job) : []) this.files.delete(old);
    const names = isOpen(step)
      ? Array.from({ length: this.#circumstances.counts.get(step.name) ?? 2 }, (_, i) =>
          (job.outputs[0] ?? "").replace("?", String(i)),
        )
      : job.outputs;
    for (const name of names)
      if (!step.isLazy || !this.files.has(name))
        this.#write(name, this.#circumstances.textOf(name, step, texts));
    const left = this.#snapshot(this.#made(step, job));
    const [code, extras] = [this.#circumstances.code, this.#circumstances.extras].map((of) =>
      of.get(step.name),
    );
    this.#memory.set(job.name, { seen, left, code, extras, hasTexts: check === "contents" });
  }

  /** The files that are outputs of a job now. */
  #made(step: Step, { outputs }: ModelJob): readonly string[] {
    return isOpen(step) ? this.#matching(outputs[0] ?? "") : outputs;
  }

  #snapshot(names: readonly string[]): Snapshot {
    return new Map(names.map((name) => [name, this.files.get(name)]));
  }
}

function isSame(one: Snapshot, other: Snapshot, byText: boolean): boolean {
  return (
    one.size === other.size &&
    [...one].every(([name, was]) => {
      const is = other.get(name);
      if (is === undefined || was === undefined) return other.has(name) && is === was;
      return is.at === was.at || (byText && is.text === was.text);
    })
  );
}
