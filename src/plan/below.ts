// What runs in turn: the jobs that need what others make, and what these make, down to the end.
import { posix } from "node:path";
import { fileKey, namesIn } from "../model/files.ts";
import { isOpen, type Task } from "../model/task.ts";
import { forEachAbove } from "./directory-writers.ts";
import type { Share } from "./estimate.ts";
import { makeGraph } from "./graph.ts";
import { fills } from "./look-at.ts";
import type { Plan, PlannedJob } from "./plan.ts";

/**
 * The jobs below some jobs, by task, in an order in which they can run; tasks without any are left out.
 *
 * @param directory in which the names of files are looked at
 * @param counts which jobs are counted, and followed further down
 */
export function jobsBelow(
  plan: Plan,
  roots: readonly PlannedJob[],
  directory: string,
  counts: (job: PlannedJob) => boolean,
): Share[] {
  const made = new Set<string>();
  /** All directories in which something is made. */
  const filled = new Set<string>();
  const moved = new Set<Task>();
  /** Tasks that may get more jobs by what they read. */
  const grown = new Set<Task>();
  const asked = new Set(roots);
  const { above } = makeGraph(plan.tasks.map(({ task }) => task));
  const note = ({ job, outputs }: PlannedJob): void => {
    for (const name of [...namesIn(job.output), ...namesIn(outputs)]) {
      made.add(fileKey(name, directory));
      forEachAbove(posix.resolve(directory, name), (above) => {
        if (filled.has(above)) return false;
        filled.add(above);
        return true;
      });
    }
    moved.add(job.task);
  };
  for (const root of roots) note(root);
  const shares = plan.tasks.map((planned): Share => {
    const isNeedy = ({ job, outputs }: PlannedJob): boolean =>
      namesIn(job.input).some(
        (name) =>
          made.has(fileKey(name, directory)) ||
          (filled.has(posix.resolve(directory, name)) && !fills(directory, [job.output, outputs])(name)),
      );
    const jobs = planned.jobs.filter((one) => !asked.has(one) && isNeedy(one) && counts(one));
    const parents = above.get(planned.task) ?? [];
    const grows =
      !planned.complete && parents.some((one) => moved.has(one) && (isOpen(one) || grown.has(one)));
    if (grows) {
      grown.add(planned.task);
      moved.add(planned.task);
    }
    for (const job of jobs) note(job);
    return { planned, jobs, isOpen: grows };
  });
  return shares.filter(({ jobs, isOpen: grows }) => jobs.length > 0 || grows);
}
