// Runs one job alone, whatever its state: for who looks for what is wrong with it. And the command that does so.
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { currentDirectory } from "./base/place.ts";
import { printable } from "./base/printable.ts";
import { shellQuote } from "./base/shell-quote.ts";
import { definingModule, startedWords } from "./hello.ts";
import { PipelineError, type Problem, problem } from "./model/error.ts";
import { namesIn } from "./model/files.ts";
import type { Job } from "./model/job.ts";
import { nameIn } from "./model/task.ts";
import type { TaskSet } from "./model/task-set.ts";
import { findJobs, jobId } from "./plan/job-id.ts";
import type { PlannedJob } from "./plan/plan.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { forAllTasks, type RunOptions } from "./run-options.ts";

/** Looks a whole pipeline over, and leaves of it the job that a word means. */
export function prepareOne(pipeline: TaskSet, options: RunOptions, word: string): Prepared {
  const prepared = prepare(pipeline, forAllTasks(pipeline, options));
  try {
    return onlyJob(pipeline.name, prepared, word);
  } catch (error) {
    prepared.close();
    throw error;
  }
}

function onlyJob(pipeline: string, prepared: Prepared, word: string): Prepared {
  const { survey, graph, disk } = prepared;
  const planned = theJob(pipeline, findJobs(survey.tasks, word, disk.directory), word, survey.problems);
  const { task } = planned.job;
  const name = nameIn(pipeline, task);
  const asked = { ...planned, verdict: { fresh: false, reasons: [{ kind: "asked" }] } } as const;
  const tasks = survey.tasks
    .filter((one) => one.task === task)
    .map((one) => ({ ...one, jobs: [asked], staleCount: 1, complete: true, problems: [] }));
  // Which of the inputs of a task is missing does not matter here: the job looks for its own.
  const problems = [
    ...survey.problems.filter((one) => one.task === name && one.code !== "missing-input"),
    ...missingInputs(pipeline, prepared, planned.job),
  ];
  return {
    ...prepared,
    graph: { ...graph, order: [task], above: new Map([[task, []]]) },
    survey: { tasks, problems },
  };
}

/** What is wrong with a job of which an input is not there, unless it has a check of its own; and which job makes it. */
function missingInputs(pipeline: string, { survey, disk }: Prepared, { task, input }: Job): Problem[] {
  const names = task.definition.upToDate === undefined ? namesIn(input) : [];
  const facts = disk.look(names);
  const file = names.find((_, i) => facts[i] === undefined);
  if (file === undefined) return [];
  const maker = survey.tasks
    .flatMap(({ jobs }) => jobs.map(({ job }) => job))
    .find(({ output }) => namesIn(output).includes(file));
  const hint =
    maker === undefined
      ? "make it, or check the name, which is relative to the directory of the run"
      : `'${printable(nameIn(pipeline, maker.task))}' makes it: run that job first, with --job ${jobId(maker)}`;
  const about = { task: nameIn(pipeline, task), at: task.definition.definedAt, hint };
  return [problem("missing-input", `its input '${printable(file)}' does not exist`, about)];
}

function theJob(
  pipeline: string,
  found: readonly PlannedJob[],
  word: string,
  problems: readonly Problem[],
): PlannedJob {
  const [first, ...others] = found;
  if (first === undefined) {
    const errors = problems.filter(({ severity }) => severity === "error");
    throw errors.length > 0 ? new PipelineError(errors) : unknownJob(word);
  }
  if (others.length === 0) return first;
  const facts = found
    .slice(0, mostTold)
    .map(({ job }): [string, string] => [jobId(job), shortText(pipeline, job)]);
  if (found.length > mostTold) facts.push(["", `and ${found.length - mostTold} more`]);
  const hint = "name one of them by its id, the first word of its line";
  throw new PipelineError([
    problem("ambiguous-job", `'${printable(word)}' means several jobs`, { facts, hint }),
  ]);
}

const mostTold = 10;

function shortText(pipeline: string, { task, index, output }: Job): string {
  return `${nameIn(pipeline, task)} -> ${printable(namesIn(output)[0] ?? `${index + 1}`)}`;
}

/** What is wrong with a word that means no job. */
export function unknownJob(word: string): PipelineError {
  const hint = "name a job by its id, as failures show it, by a file that it makes, or by its task";
  return new PipelineError([problem("unknown-job", `no job is called '${printable(word)}'`, { hint })]);
}

/** Where the user is, who may have asked to go elsewhere. */
const startDirectory = currentDirectory();

/** The words of a command that runs what this process runs, with these flags more. */
export type CommandWith = (flags: readonly string[]) => readonly string[];

/** The command that runs one job of a pipeline again; undefined where no file defines it. */
export function againCommand(
  pipeline: TaskSet,
  options: RunOptions,
  job: Job,
  script: CommandWith | undefined,
): string | undefined {
  const flags = ["--job", jobId(job)];
  return (script?.(flags) ?? pipefishRun(pipeline, options, flags))?.map(shellQuote).join(" ");
}

function pipefishRun(
  pipeline: TaskSet,
  { historyFile, check }: RunOptions,
  flags: readonly string[],
): readonly string[] | undefined {
  const module = definingModule(pipeline);
  if (module === undefined) return undefined;
  // What the script was told when it was started, it has to be told again.
  const words = startedWords();
  return [
    ...["npx", "pipefish", "run"],
    ...(startDirectory === process.cwd() ? [] : ["-C", relative(startDirectory, process.cwd())]),
    relative(process.cwd(), fileURLToPath(module)),
    ...(check === undefined ? [] : ["--check", check]),
    ...(historyFile === undefined ? [] : ["--checksum-file-name", historyFile]),
    ...flags,
    ...(words.length === 0 ? [] : ["--", ...words]),
  ];
}

/**
 * The command of a script that reads the flags of a run itself, as its user gave it.
 *
 * @param words those before `--`
 * @param rest those after it
 */
export function scriptCommand(words: readonly string[], rest: readonly string[]): CommandWith {
  const node = ["node", ...process.execArgv, relative(startDirectory, process.argv[1] ?? "")];
  return (flags) => [...node, ...words, ...flags, ...(rest.length === 0 ? [] : ["--", ...rest])];
}
