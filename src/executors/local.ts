// Jobs on this machine: functions in worker processes (or in this process, with one slot), shell lines in shells. All
// share the slots of the run.
import { unreachable } from "../base/unreachable.ts";
import { namesIn } from "../model/files.ts";
import type { Job, Outcome } from "../model/job.ts";
import { isOpen, nameIn, type Task } from "../model/task.ts";
import type { Disk } from "../plan/ports.ts";
import type { Assignment, Executor, StopMode } from "../schedule/executor.ts";
import { type CommandSetting, Commands } from "./commands.ts";
import { runDirectoryJob } from "./directories.ts";
import { Guardian } from "./guardian.ts";
import { Inline, type InlineSetting } from "./inline.ts";
import { sweepSpools } from "./job-log.ts";
import { Pool, type PoolSetting } from "./pool.ts";
import type { JobRequest } from "./run-job.ts";
import { Stages } from "./stage.ts";
import type { StartWorker } from "./worker-port.ts";
import { WorkerProcess } from "./worker-process.ts";
import { WorkerThread } from "./worker-thread.ts";

/** What running on this machine needs. */
export interface LocalSetting extends PoolSetting, InlineSetting, CommandSetting {
  /** The name of the pipeline that runs. */
  readonly pipeline: string;
  readonly slots: number;
  /** Where is noted which outputs are being made beside their places. */
  readonly stageDirectory: string;
  /** The history of which the run has the lock while jobs run, if it has one. */
  readonly historyFile: string | undefined;
  /** The program that a worker runs. */
  readonly entry: string;
  /** What workers are. */
  readonly workers: "processes" | "threads";
}

/** Runs jobs on this machine. */
export class LocalExecutor implements Executor {
  readonly slots: number;
  readonly #pipeline: string;
  readonly #disk: Disk;
  readonly #guardian = new Guardian();
  readonly #stages: Stages;
  readonly #commands: Commands;
  readonly #pool: Pool;
  /** For functions that need no process of their own, where there is one place. */
  readonly #inline: Inline | undefined;
  #commandCount = 0;
  #functionCount = 0;

  constructor(setting: LocalSetting) {
    const { pipeline, slots, entry, workers, disk, logDirectory, stageDirectory, historyFile } = setting;
    sweepSpools(logDirectory);
    this.#pipeline = pipeline;
    this.slots = slots;
    this.#disk = disk;
    this.#stages = new Stages(disk, stageDirectory, historyFile);
    this.#commands = new Commands(setting, this.#guardian);
    const Worker = workers === "threads" ? WorkerThread : WorkerProcess;
    const start: StartWorker = (hello, listener) => new Worker(entry, hello, this.#guardian, listener);
    this.#pool = new Pool(slots, setting, start);
    this.#inline = slots === 1 ? new Inline(setting, this.#guardian) : undefined;
  }

  reserve({ task }: Job): boolean {
    const isFunction = task.definition.action.kind === "function";
    const places = this.slots - this.#commandCount;
    const isAlone = !isFunction || task.definition.fresh || this.slots === 1;
    const depth = isAlone ? 1 : this.#pool.depth(task.fullName);
    if (this.#functionCount >= places * depth) return false;
    if (isFunction) this.#functionCount += 1;
    else this.#commandCount += 1;
    this.#pool.width = this.slots - this.#commandCount;
    return true;
  }

  async start(assignment: Assignment): Promise<Outcome> {
    const { task } = assignment.job;
    try {
      return await this.#run(assignment);
    } finally {
      if (task.definition.action.kind === "function") this.#functionCount -= 1;
      else this.#commandCount -= 1;
      this.#pool.width = this.slots - this.#commandCount;
    }
  }

  stop(mode: StopMode): void {
    this.#commands.stop(mode);
    this.#pool.stop(mode);
    this.#inline?.stop(mode);
  }

  async close(): Promise<void> {
    this.#commands.close();
    this.#inline?.close();
    await this.#pool.close();
    await this.#guardian.close();
  }

  #run(assignment: Assignment): Promise<Outcome> {
    const request = requestOf(assignment, this.#pipeline);
    if (!assignment.job.task.definition.atomic) return this.#runRequest(request, assignment);
    const run = (stage: string): Promise<Outcome> => this.#runRequest({ ...request, stage }, assignment);
    return this.#stages.run(request, run, assignment.earlier);
  }

  #runRequest(request: JobRequest, assignment: Assignment): Promise<Outcome> {
    const { job } = assignment;
    const { action } = job.task.definition;
    if (action.kind === "function" && (this.#inline === undefined || needsProcess(job.task)))
      return this.#pool.run(request, assignment);
    assignment.began();
    switch (action.kind) {
      case "function":
        return (this.#inline as Inline).run(request, job.task, action.run, assignment);
      case "command":
        return this.#commands.run(request, job.task.name, action.line);
      case "directory":
        return Promise.resolve(runDirectoryJob(namesIn(job.output), this.#disk));
      default:
        return unreachable(action);
    }
  }
}

/** Whether a function cannot run in the process of the run: what may have to be killed needs one that can be. */
function needsProcess({ definition: { fresh, timeoutMs } }: Task): boolean {
  return fresh || timeoutMs !== undefined;
}

function requestOf({ id, job, output, attempt }: Assignment, pipeline: string): JobRequest {
  const { task, index, input, extras, params } = job;
  const { upToDate, timeoutMs, env, fresh } = task.definition;
  return {
    id,
    task: task.fullName,
    nameInRun: nameIn(pipeline, task),
    index,
    input,
    output,
    extras,
    params,
    attempt,
    ...(isOpen(task) ? { patterns: job.output } : {}),
    ...(upToDate === undefined ? {} : { mayLackInputs: true }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(env === undefined ? {} : { env }),
    ...(fresh ? { isFresh: true } : {}),
  };
}
