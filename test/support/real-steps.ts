// What the jobs of random pipelines do where they are real: they write files whose bytes depend on those of their inputs
// alone, by functions and by shell lines; and before that what they are told to, see `faults.ts`.
import { createHash } from "node:crypto";
import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { namesIn } from "../../src/model/files.ts";
import { faultOf, misbehave, misbehaviour } from "./faults.ts";
import { type Doing, isOpen, type RealJob, type Step } from "./random-steps.ts";

/** A step, and how its jobs do what they do. */
export interface RealStep extends Step {
  readonly way: "function" | "command";
  readonly retries: number;
  readonly timeoutMs?: number;
  /** Its jobs fail at their first try. */
  readonly isFlaky?: boolean;
}

/** How jobs of a step do what they do: what is not known before is made by functions, and so is what makes no files. */
export function wayOf(step: Step, oneIn: (n: number) => boolean): RealStep["way"] {
  return !isOpen(step) && step.kind !== "parallel" && oneIn(2) ? "command" : "function";
}

/** What the task of a step does. Each job notes in the file `ran` that it begins, by what its receipt is known by. */
export function doingOf(step: RealStep): Doing {
  const { retries, timeoutMs } = step;
  const common = {
    retries: { count: retries, delayMs: 0 },
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
  return step.way === "command"
    ? { ...common, command: commandOf(step) }
    : { ...common, run: (job) => work(step, job) };
}

async function work(step: RealStep, { input, output, params, attempt }: RealJob): Promise<void> {
  const inputs = namesIn(input);
  const [pattern = ""] = isOpen(step) ? [patternOf(step, inputs)] : namesIn(output);
  appendFileSync("ran", `${pattern}\n`);
  const fault = faultOf(params === undefined ? pattern : `${step.name} ${params[0]}`);
  if (await misbehave(fault, attempt)) return;
  if (isOpen(step)) for (const old of namesIn(output)) rmSync(old, { force: true });
  const names = isOpen(step) ? partsOf(step, pattern) : namesIn(output);
  for (const name of names) writeFileSync(name, "half");
  if (step.isFlaky && attempt === 1) throw new Error("not at the first try");
  const texts = inputs.map((name) => readFileSync(name, "utf8"));
  for (const name of names) {
    const text = JSON.stringify([name, step.isCoarse ? texts.length : texts]);
    writeFileSync(name, createHash("sha1").update(text).digest("hex"));
  }
}

function patternOf(step: Step, [first = ""]: readonly string[]): string {
  return step.kind === "split" ? `part-?.${step.name}` : `${first.replace(".", "_")}-?.${step.name}`;
}

/** So many files as the file `counts` says. */
function partsOf(step: Step, pattern: string): string[] {
  const counts = JSON.parse(readFileSync("counts", "utf8")) as Record<string, number>;
  return Array.from({ length: counts[step.name] ?? 2 }, (_, i) => pattern.replace("?", String(i)));
}

function commandOf({ kind, isPair, isFlaky = false, name }: RealStep): string {
  const first = isPair ? "{output[0]}" : "{output}";
  const read = kind === "originate" ? "" : "cat {input};";
  const fail = `if ! test -e tried/${first}; then touch tried/${first}; exit 7; fi;`;
  return [
    `echo ${first} >> ran;`,
    misbehaviour(first),
    "for one in {output}; do echo half > $one; done;",
    isFlaky ? fail : "",
    `for one in {output}; do { echo ${name} $one; ${read} } | sha1sum > $one; done`,
  ].join(" ");
}
