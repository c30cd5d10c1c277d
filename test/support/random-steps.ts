// The steps of random pipelines as data, and the tasks that are defined from them. Every step makes files with an ending
// of its own, so that names never clash.
import { regex, type Task } from "pipefish";
import type { Resources } from "../../src/model/definition.ts";
import type { CommonOptions } from "../../src/model/options.ts";
import type { TaskSet } from "../../src/model/task-set.ts";

/** What a step reads: the sources, or what another step made, taken from the task or found by a pattern. */
export type From = "sources" | { readonly step: string; readonly isPattern: boolean };

/** A step of a random pipeline. Its name is the ending of its files. */
export interface Step {
  readonly name: string;
  readonly kind: "originate" | "transform" | "merge" | "collate" | "split" | "subdivide" | "parallel";
  readonly from: readonly From[];
  /** Each job makes two files; of a step whose files are not known before, none. */
  readonly isPair: boolean;
  /** Each job reads `ref.r` as well. */
  readonly hasReference: boolean;
  /** Jobs leave outputs alone that are there. */
  readonly isLazy: boolean;
  /** What is in the inputs does not show in the outputs, only how many there are. */
  readonly isCoarse: boolean;
  readonly limit: number | undefined;
  /** What its jobs take of the totals of a run. */
  readonly resources: Resources;
}

/** Whether it is not known before a step ran which files it makes. */
export function isOpen({ kind }: Step): boolean {
  return kind === "split" || kind === "subdivide";
}

const eachName = regex(/^(.+)\.(\w+)$/);
const firstLetter = regex(/^(.).*$/);

/** What the jobs of a step do, and what else is said of its task. */
export interface Doing extends Pick<CommonOptions, "retries" | "timeoutMs"> {
  readonly run?: (job: RealJob) => unknown;
  readonly command?: string;
  readonly extras?: unknown;
}

/** What the function of a step receives, whatever the kind of its task. */
export interface RealJob {
  readonly input?: unknown;
  readonly output?: unknown;
  readonly params?: readonly unknown[];
  readonly attempt: number;
}

const nothing: Doing = { run: () => undefined };

/**
 * Defines the tasks of a story.
 *
 * @param into where they are defined
 * @param doing what their jobs do; where it is not said, nothing
 */
export function define<Set extends TaskSet>(
  steps: readonly Step[],
  into: Set,
  doing: (step: Step) => Doing = () => nothing,
): Set {
  for (const step of steps) defineStep(into, step, doing(step));
  return into;
}

function defineStep(set: TaskSet, step: Step, doing: Doing): void {
  const { name, from, hasReference, isPair, limit, resources } = step;
  const input = from.map((one): string | Task => {
    if (one === "sources") return "*.s";
    return one.isPattern ? `*.${one.step}` : (set.task(one.step) as Task);
  });
  const follows = from.flatMap((one) => (one === "sources" || !one.isPattern ? [] : [one.step]));
  const pair = (stem: string): string | string[] =>
    isPair ? [`${stem}.${name}`, `${stem}.${name}x`] : `${stem}.${name}`;
  const common = {
    ...(doing as { run: () => void; extras?: unknown }),
    name,
    follows,
    resources,
    ...(limit === undefined ? {} : { jobsLimit: limit }),
  };
  const addInputs = hasReference ? ["ref.r"] : [];
  const whole = { ...common, input: [...input, ...addInputs] };
  const itemwise = { ...common, input, addInputs };
  const above = { ...common, follows: [...follows, ...input.filter((one) => typeof one !== "string")] };
  const { extras: _, ...aboveRows } = above;
  if (step.kind === "parallel") set.parallel({ ...aboveRows, params: [[1], [2]] });
  else if (step.kind === "originate") set.originate({ ...above, output: [pair("o1"), pair("o2")] });
  else if (step.kind === "merge") set.merge({ ...whole, output: pair("all") });
  else if (step.kind === "split") set.split({ ...whole, output: `part-?.${name}` });
  else if (step.kind === "collate") set.collate({ ...itemwise, filter: firstLetter, output: pair("$1") });
  else if (step.kind === "subdivide")
    set.subdivide({ ...itemwise, filter: eachName, output: `$1_$2-?.${name}` });
  else set.transform({ ...itemwise, filter: eachName, output: pair("$1_$2") });
}
