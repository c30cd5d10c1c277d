// Those who are told of a run. They have no part in what happens: one that fails takes nothing with it, and is told of
// once.
import { thrownText } from "./base/thrown-text.ts";
import { type Problem, problem } from "./model/error.ts";
import type { Reporter, RunEvent } from "./model/event.ts";

/** Tells all reporters what happened. */
export type Emit = (event: RunEvent) => void;

/** Somebody who is told of a run. */
export interface Listener {
  /** What is said of it when it fails: `the log file 'run.log' cannot be written`. */
  readonly failing: string;
  /** Makes the reporter. Whatever it calls and cannot wait for goes through `guard`. */
  open(guard: Guard): Reporter;
}

/** Does something that may throw, or reject later. */
type Guard = (act: () => unknown) => void;

interface Member {
  readonly reporter: Reporter;
  readonly guard: Guard;
}

/** All who are told of a run, up to its end: that is the last of which they are told. */
export class Audience {
  readonly #shower: Member;
  readonly #others: readonly Member[];
  readonly #isSilent: boolean;
  #isOver = false;

  /**
   * @param shower who shows the run to people
   * @param isSilent whether that one shows nothing
   */
  constructor(shower: Listener, others: readonly Listener[], isSilent: boolean) {
    this.#others = others.map((listener) => this.#join(listener));
    this.#shower = this.#join(shower);
    this.#isSilent = isSilent;
  }

  /** Tells all. Who shows the run hears of its start before the others, and of what comes after them: of their failures too. */
  readonly emit: Emit = (event) => {
    if (this.#isOver) return;
    const isStart = event.kind === "run-started";
    if (isStart) this.#tell(this.#shower, event);
    for (const member of this.#others) this.#tell(member, event);
    if (!isStart) this.#tell(this.#shower, event);
    if (event.kind === "run-ended") this.#isOver = true;
  };

  close(): void {
    for (const { reporter, guard } of [...this.#others, this.#shower]) guard(() => reporter.close?.());
  }

  #tell({ reporter, guard }: Member, event: RunEvent): void {
    guard(() => reporter.on(event));
  }

  #join({ failing, open }: Listener): Member {
    let hasFailed = false;
    const fail = (error: unknown): void => {
      if (!hasFailed)
        this.#failed(problem("reporter-failed", `${failing}: ${thrownText(error)}`, details), guard);
      hasFailed = true;
    };
    const guard: Guard = (act) => {
      try {
        const returned = act();
        if (returned instanceof Promise) returned.catch(fail);
      } catch (error) {
        fail(error);
      }
    };
    return { reporter: open(guard), guard };
  }

  #failed(found: Problem, guard: Guard): void {
    if (this.#isOver || this.#isSilent || guard === this.#shower.guard) process.emitWarning(found.message);
    else this.#tell(this.#shower, { kind: "problem", at: Date.now(), problem: found });
  }
}

const details = {
  severity: "warning",
  hint: "the run goes on without it; of what fails after this, nothing is told",
} as const;
