// The flags of a run: those of Ruffus, and what Ruffus has no flags for.
import { Option } from "commander";
import { reporterKinds } from "../report/choose.ts";
import { type RunOptions, slotsOf } from "../run-options.ts";
import { jobOrders } from "../schedule/job-order.ts";
import { failurePolicies } from "../schedule/setting.ts";
import { type FlowchartFlags, flowchartFlags } from "./flowchart-flags.ts";
import { given, type PlanFlags, planFlags, planOptions } from "./plan-flags.ts";
import { amounts, jobCount, type Verbosity, verbosity } from "./words.ts";

/** What they were set to. */
export interface RunFlags extends PlanFlags, FlowchartFlags {
  readonly jobs?: number;
  readonly job?: string;
  readonly useThreads?: boolean;
  readonly onError?: NonNullable<RunOptions["onError"]>;
  readonly order?: NonNullable<RunOptions["order"]>;
  readonly resources?: NonNullable<RunOptions["resources"]>;
  readonly justPrint?: boolean;
  readonly touchFilesOnly?: boolean;
  readonly recreateDatabase?: boolean;
  readonly reporter?: (typeof reporterKinds)[number];
  readonly verbose?: Verbosity;
  readonly logFile?: string;
}

/** The flags of {@link RunFlags}. */
export function runFlags(): Option[] {
  return [
    new Option("-j, --jobs <n>", "run so many jobs at once (default: one for each processor)").argParser(
      jobCount,
    ),
    new Option("--use-threads", "run jobs in threads of one process, and not each in a process of its own"),
    new Option(
      "--job <job>",
      "run this job alone, whatever its state: its id, a file that it makes, or its task",
    ),
    new Option("-n, --just-print", "say what would run, and run nothing"),
    ...planFlags(),
    new Option(
      "--on-error <policy>",
      "after a failure: let running jobs end, go on with what does not depend on it, or stop",
    ).choices(failurePolicies),
    new Option(
      "--order <order>",
      "start a job after all jobs of the tasks above, or after those that make its inputs (default: task)",
    ).choices(jobOrders),
    new Option(
      "--resources <amounts>",
      "how much there is of what jobs take, as in cpus=8,memoryMB=16000,gpu=1; may be given again",
    ).argParser(amounts),
    new Option("--touch-files-only", "run nothing: make missing files, touch old ones, record all as done"),
    new Option("--recreate-database", "run nothing: record the files as they are as done"),
    ...showFlags(),
    ...flowchartFlags(),
  ];
}

/** The flags that say how a run is shown. */
export function showFlags(): Option[] {
  return [
    new Option("--reporter <kind>", "how to show what happens").choices(reporterKinds),
    new Option(
      "-v, --verbose [n]",
      "say more: 2 descriptions and what jobs print, 3 jobs as they start, 4 why, 5 and 6 jobs that are up to date, 10 all; n:m shows m parts of paths",
    ).argParser(verbosity),
    new Option("-L, --log-file <file>", "append all that happens, and all that jobs log, to this file"),
  ];
}

/** The options of a run: those of the flags before those that a script gives. */
export function runOptions(flags: RunFlags, own: RunOptions): RunOptions {
  const { job, onError, order, resources, reporter, verbose, logFile, touchFilesOnly, recreateDatabase } =
    flags;
  const set = {
    job,
    onError,
    order,
    resources: resources === undefined ? undefined : { ...own.resources, ...resources },
    reporter,
    logFile,
    verbose: verbose?.level(own.verbose ?? 1),
    pathAbbreviation: verbose?.pathAbbreviation,
    touch: recreateDatabase === true ? "history" : touchFilesOnly,
  } as const;
  return { ...withPlaces(flags, own), ...planOptions(flags, own), ...given<Partial<RunOptions>>(set) };
}

/** The options that a script gives, with as many places as the flags ask for, and of the kind that they ask for. */
function withPlaces({ jobs, useThreads }: RunFlags, own: RunOptions): RunOptions {
  if (useThreads === true) {
    const { multiprocess: _, ...others } = own;
    return { ...others, multithread: jobs ?? slotsOf(own) };
  }
  if (jobs === undefined) return own;
  return own.multithread === undefined ? { ...own, multiprocess: jobs } : { ...own, multithread: jobs };
}
