// The jobs that could start now, and who goes first: the weightiest; among equals, those that come first in the plan.
// Jobs of one task take the same shares of what is limited, so that when one cannot start, none of them can.
import { Heap } from "../base/heap.ts";
import type { PlannedJob } from "../plan/plan.ts";
import type { Weigh } from "./longest-path.ts";
import type { TaskState } from "./task-state.ts";

/** A job that could start. */
export interface ReadyJob {
  readonly state: TaskState;
  readonly planned: PlannedJob;
}

interface Weighed extends ReadyJob {
  readonly weight: number;
}

/** The jobs of one task; there is always one. */
type Lane = Heap<Weighed>;

/** A queue of jobs, with a lane for each task. */
export class ReadyJobs {
  readonly #weigh: Weigh;
  readonly #lanes = new Map<TaskState, Lane>();
  /** The lanes, that of the weightiest job first. */
  readonly #order: Lane[] = [];

  constructor(weigh: Weigh) {
    this.#weigh = weigh;
  }

  /** Whether no job could start. */
  get isEmpty(): boolean {
    return this.#order.length === 0;
  }

  /** Takes in jobs of a task. */
  add(state: TaskState, jobs: readonly PlannedJob[]): void {
    if (jobs.length === 0) return;
    const known = this.#lanes.get(state);
    if (known !== undefined) this.#order.splice(this.#order.indexOf(known), 1);
    const lane = known ?? new Heap<Weighed>(precedes);
    for (const planned of jobs) lane.add({ state, planned, weight: this.#weigh(planned) });
    this.#lanes.set(state, lane);
    this.#insert(lane);
  }

  /** Takes out the jobs that start, as long as one does. Of a task of which one does not, the others are not asked. */
  take(starts: (ready: ReadyJob) => boolean): ReadyJob[] {
    const taken: ReadyJob[] = [];
    let asked = 0;
    for (let lane = this.#order[asked]; lane !== undefined; lane = this.#order[asked]) {
      const { first } = lane;
      if (first === undefined || !starts(first)) {
        asked += 1;
        continue;
      }
      taken.push(first);
      lane.take();
      // What is left of it weighs no more, and belongs here or further back.
      this.#order.splice(asked, 1);
      if (lane.size > 0) this.#insert(lane);
      else this.#lanes.delete(first.state);
    }
    return taken;
  }

  /** Puts a lane where it belongs, by halves. */
  #insert(lane: Lane): void {
    let [from, to] = [0, this.#order.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (precedes(headOf(this.#order[middle]), headOf(lane))) from = middle + 1;
      else to = middle;
    }
    this.#order.splice(from, 0, lane);
  }
}

function headOf(lane: Lane | undefined): Weighed {
  return lane?.first as Weighed;
}

function precedes(one: Weighed, other: Weighed): boolean {
  if (one.weight !== other.weight) return one.weight > other.weight;
  return one.state === other.state
    ? one.planned.job.index < other.planned.job.index
    : one.state.number < other.state.number;
}
