// What runs in turn when jobs run, by task, and how long all of it takes.
import { count, grouped } from "../base/text.ts";
import { nameIn } from "../model/task.ts";
import { jobsBelow } from "../plan/below.ts";
import { estimate, type Share } from "../plan/estimate.ts";
import type { Explanation } from "../plan/explanation.ts";
import type { Plan, PlannedJob } from "../plan/plan.ts";
import { printable, type Style } from "./names.ts";
import { estimateText } from "./printout.ts";
import type { Row } from "./rows.ts";

/** What runs in turn with what was asked about. */
export interface InTurn {
  /** Whether nothing has to run, and it is told what would if the file changed that was asked about. */
  readonly isIf: boolean;
  /** What follows, by task. */
  readonly below: readonly Share[];
  /** The same with the jobs that were asked about, as far as they run. */
  readonly all: readonly Share[];
}

/** Finds what runs in turn: of a file that no job makes, with its readers. */
export function inTurn({ plan, directory, task, jobs, readers }: Explanation): InTurn {
  const isSource = task === undefined && jobs.length === 0;
  const asked = isSource ? readers : (task?.jobs ?? jobs.map(({ planned }) => planned));
  const isIf = isSource && asked.every(({ verdict }) => verdict.fresh);
  const counts = ({ verdict }: PlannedJob): boolean => isIf || !verdict.fresh;
  const first = asked.filter(counts);
  const below = first.length === 0 ? [] : jobsBelow(plan, first, directory, counts);
  const all = together(plan, first, below);
  return { isIf, below: isIf ? all : below, all };
}

/** The jobs of both, by task. */
function together(plan: Plan, first: readonly PlannedJob[], below: readonly Share[]): Share[] {
  const byTask = Map.groupBy(first, ({ job }) => job.task);
  const shares = new Map(below.map((share) => [share.planned.task, share]));
  return plan.tasks.flatMap((planned): Share[] => {
    const own = byTask.get(planned.task) ?? [];
    const share = shares.get(planned.task);
    if (own.length === 0 && share === undefined) return [];
    return [{ planned, jobs: [...own, ...(share?.jobs ?? [])], isOpen: share?.isOpen === true }];
  });
}

const mostTasks = 12;

/** The rows that tell it, and how long all of it takes. */
export function inTurnRows(
  found: Explanation,
  { palette, places }: Style & { readonly places: number },
): Row[] {
  const { isIf, below, all } = inTurn(found);
  const lines = below.slice(0, mostTasks).map((share) => shareText(share, found.plan));
  if (below.length > mostTasks) lines.push(`and ${count(below.length - mostTasks, "more task")}`);
  const time = estimate(all, places);
  const isAlone = all.length === 1 && all[0]?.jobs.length === 1;
  const together = isIf || below.length === 0 ? "" : ", with what runs in turn";
  const takes = time === undefined ? "" : estimateText(time, isAlone ? undefined : places) + together;
  return [
    [isIf ? "if changed" : "in turn", isIf ? lines.map((line) => palette.faint(line)) : lines],
    ["takes", [isIf ? palette.faint(takes) : takes]],
  ];
}

function shareText({ planned: { task, jobs: every }, jobs, isOpen }: Share, { pipeline }: Plan): string {
  const name = `'${printable(nameIn(pipeline, task))}'`;
  if (jobs.length === 0)
    return `${name}  ${every.length === 0 ? "jobs not known yet" : `perhaps ${count(every.length, "job")}`}`;
  const part = jobs.length < every.length ? `${grouped(jobs.length)} of ` : "";
  return `${name}  ${part}${count(every.length, "job")}${isOpen ? ", and perhaps more" : ""}`;
}
