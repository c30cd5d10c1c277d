// How a task stands in a flowchart: the state that decides its colour.
import type { Task } from "../../model/task.ts";
import type { Verdict } from "../../model/verdict.ts";
import { hasWork, type PlannedJob, type PlannedTask } from "../../plan/plan.ts";

/** How a task stands; each has a colour of its own. */
export type TaskState = keyof typeof stateWords;

/** What each state is called, in the order of the legend. */
export const stateWords = {
  toRun: "to run",
  forced: "forced to run",
  inTurn: "runs after those above it",
  unknown: "jobs not known yet",
  upToDate: "up to date",
  inactive: "switched off",
  notAsked: "not needed by the targets",
  faulty: "has mistakes",
  cycle: "waits for itself",
} as const;

/** All states, in the order of the legend. */
export const taskStates: readonly TaskState[] = Object.keys(stateWords) as TaskState[];

/** What is known of a task beside its part of the plan. */
export interface Standing {
  /** Its part of the plan; none where a mistake, its own or one above it, kept it from being planned. */
  readonly planned: PlannedTask | undefined;
  readonly isInCycle: boolean;
  readonly isFaulty: boolean;
  /** Whether the targets need it. */
  readonly isAsked: boolean;
  readonly isForced: boolean;
}

/** The state of a task. */
export function stateOf({ planned, isInCycle, isFaulty, isAsked, isForced }: Standing): TaskState {
  if (isInCycle) return "cycle";
  if (isFaulty) return "faulty";
  if (!isAsked) return "notAsked";
  if (planned === undefined) return "unknown";
  if (!planned.isActive) return "inactive";
  const { jobs } = planned;
  if (jobs.some(({ verdict }) => verdict.fresh && verdict.isLeftAlone === true)) return "notAsked";
  if (!hasWork(planned)) return "upToDate";
  if (isForced) return "forced";
  if (jobs.length === 0) return "unknown";
  return jobs.some(isStaleByItself) ? "toRun" : "inTurn";
}

/** Whether a job runs for more than that a task above it does. */
function isStaleByItself({ verdict }: PlannedJob): boolean {
  return !verdict.fresh && !isWaiting(verdict);
}

function isWaiting({ reasons }: Extract<Verdict, { fresh: false }>): boolean {
  return reasons.every(({ kind }) => kind === "input-pending" || kind === "inputs-unknown");
}

/** States of tasks of which jobs will run. */
const running: ReadonlySet<TaskState> = new Set(["toRun", "forced", "inTurn", "unknown"]);

/** Whether jobs of a task in this state will run. */
export function willRun(state: TaskState): boolean {
  return running.has(state);
}

/** The tasks that a task waits for, by task. */
export type Above = ReadonlyMap<Task, readonly Task[]>;
