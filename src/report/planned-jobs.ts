// The jobs of a plan in lines: each with why it would run; of very many with the same reasons, one as an example.
import { count } from "../base/text.ts";
import type { Reason } from "../model/verdict.ts";
import type { PlannedJob } from "../plan/plan.ts";
import { jobSides, jobText } from "./job-text.ts";
import { nameText, type Style } from "./names.ts";
import { reasonText } from "./reasons.ts";
import { displayWidth, wrapped } from "./width.ts";

/** How the jobs of a plan are written. */
export interface PlannedJobsOptions extends Style {
  /** The level of the printout. */
  readonly verbose: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** So many jobs that would run for the same reasons are told one by one; from level 5 on, all are. */
const mostAlike = 10;

/** Writes the jobs of a task that a level shows. */
export function plannedJobLines(
  jobs: readonly PlannedJob[],
  isIdle: boolean,
  options: PlannedJobsOptions,
): string[] {
  const { verbose } = options;
  const shown = jobs.filter(({ verdict }) => verbose >= (isIdle ? 6 : verdict.fresh ? 5 : 3));
  if (verbose >= 5) return shown.flatMap((job) => jobLines(job, options));
  const alike = Map.groupBy(shown, likeness);
  return shown.flatMap((job) => {
    const group = alike.get(likeness(job)) ?? [];
    if (group.length <= mostAlike) return jobLines(job, options);
    return group[0] === job ? jobLines(job, options, `${count(group.length, "job")}, such as `) : [];
  });
}

/** What is the same for jobs that are told together: the kinds of their reasons, and what these say beside files. */
function likeness({ verdict }: PlannedJob): string {
  if (verdict.fresh) return "fresh";
  return [...new Set(verdict.reasons.map(likenessOf))].join("\n");
}

function likenessOf(reason: Reason): string {
  const { kind } = reason;
  if (kind === "input-pending") return `${kind} ${reason.by}`;
  if (kind === "inputs-unknown") return `${kind} ${reason.task}`;
  if (kind === "own-check") return `${kind} ${reason.said}`;
  if (kind === "code-changed" || kind === "extras-changed")
    return `${kind} ${reason.parts.map(({ name }) => name).join(" ")}`;
  return kind;
}

/** Names of a side that are written of a job; from level 5 on, all. */
const mostNames = 5;
/** Reasons that are written of an example. */
const mostReasons = 3;

function jobLines({ job, verdict }: PlannedJob, options: PlannedJobsOptions, lead = ""): string[] {
  const { palette, verbose, width, now } = options;
  const most = verbose >= 5 ? Number.POSITIVE_INFINITY : mostNames;
  const mark = verdict.fresh ? palette.fresh("✓") : palette.busy("▸");
  const whole = lead + jobText(job, options, most);
  const { inputs, outputs } = jobSides(job, options, most);
  const isLong = displayWidth(whole) + 8 > width && inputs !== "" && outputs !== "";
  const sides = isLong
    ? [...wrapped(lead + inputs, width - 10), ...wrapped(`→ ${outputs}`, width - 10)]
    : [whole];
  const lines = sides.map((line, i) => `      ${i === 0 ? mark : " "} ${line}`);
  if (verdict.fresh || verbose < 4) return lines;
  const name = (file: string): string => nameText(file, options);
  const told = lead === "" ? verdict.reasons : verdict.reasons.slice(0, mostReasons);
  const reasons = told.flatMap((reason, i) => {
    const text = wrapped(`${i === 0 ? "because" : "and"} ${reasonText(reason, { now, name })}`, width - 14);
    return text.map((line, row) => `          ${row === 0 ? "" : "    "}${palette.faint(line)}`);
  });
  return [...lines, ...reasons];
}
