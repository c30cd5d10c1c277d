// A worker of the pool with the jobs that it was handed, and who gets the next job.
import type { Times } from "../base/stopwatch.ts";
import type { Problem } from "../model/error.ts";
import type { Outcome } from "../model/job.ts";
import type { JobListener } from "../schedule/executor.ts";
import type { Deadline } from "./deadline.ts";
import type { JobRequest } from "./run-job.ts";
import type { WorkerPort } from "./worker-port.ts";

/** A job that has not ended. */
export interface Pending {
  readonly request: JobRequest;
  readonly listener: JobListener;
  /** Its part of the message in which it was sent; nothing while it has not been. */
  sizeBytes: number;
  /** Set while it runs, where its time is limited. */
  deadline?: Deadline;
  /** Others were told that it began, though its worker may have left before it could. */
  hasBegun?: true;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}

/** A worker with the jobs that it was handed; the first of them is running. */
export interface Member {
  readonly worker: WorkerPort;
  readonly logDirectory: string;
  jobs: Pending[];
  /** Those that it has still to be sent. */
  outbox: Pending[];
  /** How many jobs the next message takes, from how large those of the last were. */
  batch: number;
  /** When its first job began, and how long that has run. */
  times: () => Times;
  /** It is there for one job alone. */
  readonly isFresh: boolean;
  isReady: boolean;
  /** It has said that it will run no more jobs. */
  isLeaving: boolean;
  /** Jobs were called back, and the answer has not come. */
  isRecalled: boolean;
  refusal: Problem | undefined;
}

/**
 * Who gets a job: an idle worker, else a new one while there may be more, else the one with the fewest jobs. A job that
 * wants a process of its own has to wait until there may be more.
 */
export function choose(
  members: Iterable<Member>,
  width: number,
  isFresh: boolean,
): Member | "new" | undefined {
  const all = [...members];
  const busy = all.filter(({ jobs }) => jobs.length > 0);
  const takesOthers = (member: Member): boolean => !member.isFresh && !member.isLeaving;
  if (busy.length < width) {
    const idle = all.find((member) => member.jobs.length === 0 && takesOthers(member));
    return isFresh ? "new" : (idle ?? "new");
  }
  if (isFresh) return undefined;
  return busy
    .filter(takesOthers)
    .reduce<Member | undefined>(
      (least, member) => (least !== undefined && least.jobs.length <= member.jobs.length ? least : member),
      undefined,
    );
}
