// The program of a worker, be it a process or a thread. Imports the module that defines the pipeline; the module comes as
// far as `run()`, or exports the pipeline, and there the worker takes over: nothing that follows in it ever runs here.
import { isMainThread, workerData } from "node:worker_threads";
import { forever } from "./base/async.ts";
import { thrownText } from "./base/thrown-text.ts";
import { JobServer } from "./executors/job-server.ts";
import { type EarlierRun, type Hello, protocolVersion } from "./executors/messages.ts";
import type { ThreadData } from "./executors/parcels.ts";
import { openPipes } from "./executors/pipe-link.ts";
import { openPort } from "./executors/port-link.ts";
import { divertOutput, insideJob, JobPrinter } from "./executors/printing.ts";
import type { RunLink } from "./executors/run-link.ts";
import { Surroundings } from "./executors/surroundings.ts";
import { importErrorText } from "./import-error.ts";
import { PipelineError, type Problem, problem } from "./model/error.ts";
import type { RunSummary } from "./model/event.ts";
import { RunError } from "./model/run-error.ts";
import { withResults } from "./model/run-summary.ts";
import type { Task } from "./model/task.ts";
import type { TaskSet } from "./model/task-set.ts";
import { isPipeline, type Pipeline } from "./pipeline.ts";
import { definitionDigests, differingTask } from "./plan/digest.ts";
import { allTasks, type Question } from "./plan/look-over.ts";
import { openDisk } from "./storage/disk.ts";
import { setTakeover } from "./takeover.ts";

const link = isMainThread ? openPipes(Number(process.argv[2])) : openPort(workerData as ThreadData);
const hello = await link.hello;
const spool = link.openSpool(hello.logDirectory, hello.spoolId);
const surroundings = new Surroundings();
const outside = new JobPrinter(spool);
divertOutput(() => insideJob.getStore() ?? outside);
process.argv.splice(1, process.argv.length, ...hello.argv.slice(1));
link.hold(false);
if (hello.protocol === protocolVersion) await becomeWorker(hello, link);
else
  refuse(
    link,
    problem("worker-unusable", "the package was changed while the run went on", { hint: "run again" }),
  );

async function becomeWorker(told: Hello, run: RunLink): Promise<void> {
  let isFound = false;
  const found = (pipeline: TaskSet, options: Question): void => {
    if (isFound) return;
    isFound = true;
    takeOver(pipeline, options, told, run);
  };
  let reached = 0;
  setTakeover({
    reached: (pipeline, options) => {
      const before = told.earlier[reached];
      reached += 1;
      if (before !== undefined) return replay(before);
      if (pipeline.name === told.pipeline) found(pipeline, options);
      return forever();
    },
  });
  process.once("beforeExit", () => {
    if (!isFound) refuse(run, notFound(told));
  });
  try {
    const module = (await import(told.module)) as Record<string, unknown>;
    const exported = Object.values(module).find(
      (value): value is Pipeline => isPipeline(value) && value.name === told.pipeline,
    );
    if (exported !== undefined) found(exported, {});
  } catch (error) {
    refuse(run, importFailed(told, error));
  }
}

/** Gives a script the end of a run that was before the one that is served. */
function replay({ summary, problems }: EarlierRun): Promise<RunSummary> {
  // A call of `cli()` that ran nothing came back without a summary; what jobs returned stays in the process of the run.
  const whole = summary === undefined ? undefined : withResults(summary);
  if (problems === undefined) return Promise.resolve(whole as RunSummary);
  return Promise.reject(whole === undefined ? new PipelineError(problems) : new RunError(problems, whole));
}

function takeOver(pipeline: TaskSet, options: Question, told: Hello, run: RunLink): void {
  const tasks = allTasks(pipeline, options);
  const digests = definitionDigests(tasks);
  const differing = differingTask(digests, told.digests);
  if (differing !== undefined) refuse(run, differs(differing, tasks));
  const functions = new Map(
    tasks.map(({ fullName, definition: { action } }) => [
      fullName,
      action.kind === "function" ? action.run : undefined,
    ]),
  );
  run.hold(true);
  run.tell({ kind: "ready", node: process.version });
  new JobServer({
    link: run,
    hello: told,
    spool,
    surroundings,
    disk: openDisk(process.cwd()),
    functionOf: (task) => functions.get(task),
    unreadable: (error) => refuse(run, unreadable(error)),
  });
}

function refuse(run: RunLink, found: Problem): never {
  run.tell({ kind: "refused", problem: found });
  process.exit(1);
}

function differs(name: string, tasks: readonly Task[]): Problem {
  return problem("definitions-differ", `the definition of a task is not the same in the process of a job`, {
    task: name.slice(name.indexOf("::") + 2),
    at: tasks.find(({ fullName }) => fullName === name)?.definition.definedAt,
    hint: "a job's process imports the same file again: names, inputs and outputs must come out the same each time (no Date.now(), no random numbers)",
  });
}

function notFound(told: Hello): Problem {
  return problem(
    "worker-unusable",
    `the module ended without coming to the run of the pipeline '${told.pipeline}'`,
    {
      facts: [["module", told.module]],
      hint: "a job's process imports the file that was started: it must come as far as the same run(), or export the pipeline",
    },
  );
}

function unreadable(error: unknown): Problem {
  return problem(
    "worker-unusable",
    `the data of jobs cannot be read in a job's process: ${thrownText(error)}`,
    {
      hint: "marshal.register must be called in each process, with the same codec, before the pipeline runs: in the file of the pipeline, or in a module that it imports",
    },
  );
}

function importFailed(told: Hello, error: unknown): Problem {
  return problem("worker-unusable", "the module of the pipeline cannot be imported in a job's process", {
    facts: [
      ["module", told.module],
      ["error", importErrorText(error)],
    ],
    hint: "the file must load without what only the first process has",
  });
}
