// The fingerprints of jobs: of the code of their tasks, read once for all tasks and not before one of them is wanted, and
// of their extras. Compares them with those of which receipts tell.
import type { Job } from "../model/job.ts";
import type { Task } from "../model/task.ts";
import type { PartChange, Reason } from "../model/verdict.ts";
import { environmentParts, extrasParts } from "./extras.ts";
import { type Bounds, changedParts, type Fingerprint, fingerprintOf } from "./fingerprint.ts";
import { formParts } from "./forms.ts";
import { type CheckLevel, includes } from "./freshness.ts";
import type { Code, Ledger, Receipt } from "./ports.ts";

const codeBounds: Bounds = { parts: 500, characters: 20_000 };
// There may be as many different extras as there are jobs.
const extrasBounds: Bounds = { parts: 20, characters: 100 };

type CodeParts = ReturnType<Code["partsOf"]>;

/** What a job is made with, apart from its files. */
export interface JobFingerprints {
  readonly code: Fingerprint;
  readonly extras: Fingerprint;
}

/** Knows the fingerprints of the jobs of some tasks. */
export class Fingerprints {
  readonly #read: Code;
  readonly #ledger: Pick<Ledger, "partsOf">;
  readonly #tasks: readonly Task[];
  #code: ReadonlyMap<Task, Fingerprint> | undefined;
  /** What code was when it was looked at last. */
  #seen: CodeParts | undefined;
  /** Tasks of which the code was found to be another while they ran. */
  readonly #edited = new Set<Task>();
  #hasLookedHere = false;
  /** By the form of the files of jobs. */
  readonly #extras = new Map<Task, Map<string, Fingerprint>>();
  readonly #changed = new Map<string, readonly PartChange[]>();

  constructor(code: Code, ledger: Pick<Ledger, "partsOf">, tasks: readonly Task[]) {
    this.#read = code;
    this.#ledger = ledger;
    this.#tasks = tasks;
  }

  /**
   * Reads the code of all tasks, if that was not done before. A run does so as it begins: what is edited while it goes on
   * must not be taken for what its jobs ran with.
   */
  readCode(): ReadonlyMap<Task, Fingerprint> {
    this.#code ??= this.#codeOf(this.#look());
    return this.#code;
  }

  /**
   * Looks whether code is still what was read, now that a worker has loaded it: with which code a job of that task runs is
   * not known any more, even if the code is changed back later.
   */
  lookAgain(): void {
    const before = this.readCode();
    const last = this.#seen;
    const parts = this.#look();
    if (parts === last) return;
    for (const [task, { digest }] of this.#codeOf(parts))
      if (before.get(task)?.digest !== digest) this.#edited.add(task);
  }

  /**
   * Looks whether this program, in which functions run now, was loaded from what was read. Its modules stay as they were
   * loaded; what was written since may have been read.
   */
  lookHere(): void {
    if (this.#hasLookedHere) return;
    this.#hasLookedHere = true;
    this.readCode();
    if (!this.#read.isEdited?.()) return;
    for (const task of this.#tasks) if (task.definition.action.kind === "function") this.#edited.add(task);
  }

  /** Whether the jobs of a task ran with the code that was read. */
  isKnown(task: Task): boolean {
    return !this.#edited.has(task);
  }

  #look(): CodeParts {
    this.#seen = this.#read.partsOf(this.#tasks);
    return this.#seen;
  }

  #codeOf(parts: CodeParts): ReadonlyMap<Task, Fingerprint> {
    return new Map(this.#tasks.map((task, i) => [task, fingerprintOf(parts[i] ?? [], codeBounds)]));
  }

  /** The fingerprints of a job. */
  of(job: Job): JobFingerprints {
    const code = this.readCode().get(job.task);
    if (code === undefined)
      throw new Error(`the code of '${job.task.name}' was not read [this is a bug in pipefish]`);
    return { code, extras: this.#extrasOf(job) };
  }

  /** What is not as the receipt of a job says, as far as a level asks for it. */
  changes(job: Job, receipt: Receipt | undefined, check: CheckLevel): Reason[] {
    if (!includes(check, "functions") || receipt?.finished !== true) return [];
    if (receipt.code === undefined || receipt.extras === undefined) return [{ kind: "code-unknown" }];
    const { code, extras } = this.of(job);
    const found: Reason[] = [];
    if (code.digest !== receipt.code)
      found.push({ kind: "code-changed", parts: this.#changedParts(receipt.code, code) });
    if (includes(check, "params") && extras.digest !== receipt.extras)
      found.push({ kind: "extras-changed", parts: this.#changedParts(receipt.extras, extras) });
    return found;
  }

  /** Jobs whose extras have no templates mostly have them, and the form of their files, in common. */
  #extrasOf(job: Job): Fingerprint {
    const { extras, env } = job.task.definition;
    const forms = formParts(job);
    const form = job.extras === extras ? forms.map(({ text }) => text).join("\n") : undefined;
    const known = form === undefined ? undefined : this.#extras.get(job.task)?.get(form);
    if (known !== undefined) return known;
    const parts = [...extrasParts(job.extras), ...environmentParts(env), ...forms];
    const made = fingerprintOf(parts, extrasBounds);
    if (form !== undefined)
      this.#extras.set(job.task, (this.#extras.get(job.task) ?? new Map()).set(form, made));
    return made;
  }

  /** What changed since a fingerprint of which the digest was recorded. Jobs of a task often have one answer. */
  #changedParts(digest: string, now: Fingerprint): readonly PartChange[] {
    const key = `${digest} ${now.digest}`;
    const known = this.#changed.get(key);
    if (known !== undefined) return known;
    const was = this.#ledger.partsOf(digest);
    const changed = was === undefined ? [] : changedParts(was, now.parts);
    this.#changed.set(key, changed);
    return changed;
  }
}
