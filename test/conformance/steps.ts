// Does the steps of a sequence, in the current directory, and notes what each of its runs does.
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import type { Case, ChangeStep, RunStep, Step, Value } from "./case.ts";
import { Functions } from "./functions.ts";
import type { Observed } from "./outcome.ts";
import { definePipelines } from "./pipelines.ts";
import { changes, forgetReceipt, list, removeHistory, setTime, writeFile } from "./place.ts";
import { run } from "./run-pipelines.ts";

/** Does the steps; the pipeline is defined anew for each run. */
export async function observeSteps(one: Case, steps: readonly Step[]): Promise<readonly Observed[]> {
  const functions = new Functions();
  const observed: Observed[] = [];
  let now = one;
  for (const step of steps) {
    if (step.op === "run") observed.push(await observeRun(now, step, functions));
    else if (step.op === "change_extras") now = withExtras(now, step.task, step.extras ?? null);
    else await change(step, functions);
  }
  return observed;
}

function withExtras(one: Case, task: string | undefined, extras: Value): Case {
  const tasks = (one.tasks ?? []).map((spec) => (spec.name === task ? { ...spec, extras } : spec));
  return { ...one, tasks };
}

async function observeRun(one: Case, step: RunStep, functions: Functions): Promise<Observed> {
  const { op: _, expected: __, fail, custom_checks: checks, ...given } = step;
  functions.begin(fail, checks);
  const before = list();
  const seen = await run(definePipelines(one, functions.add), given, functions);
  const after = list();
  return { ...seen, ...changes(before, after), directories: after.directories.map((name) => `./${name}`) };
}

async function change(step: ChangeStep, functions: Functions): Promise<void> {
  const { file = "", target = "", dir = "", content = "", task = "", key = "", value = null } = step;
  const { mtime, ms = 0 } = step;
  const actions: Readonly<Record<ChangeStep["op"], () => unknown>> = {
    write: () => writeFile(file, content, mtime),
    touch: () => setTime(file, mtime),
    delete: () => rmSync(file, { recursive: true, force: true }),
    symlink: () => symlinkSync(target, file),
    mkdir: () => mkdirSync(dir, { recursive: true }),
    sleep: () => setTimeout(ms),
    change_function: () => functions.changeCode(task),
    change_default: () => functions.changeDefault(task, value),
    change_extras: () => undefined,
    history_delete: () => forgetReceipt(key),
    history_remove_file: () => removeHistory(),
  };
  await actions[step.op]();
}
