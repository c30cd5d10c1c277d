// The flags of everything that plans.
import { Option } from "commander";
import { checkLevels } from "../plan/freshness.ts";
import { rebuildModes } from "../plan/look-over.ts";
import type { PlanOptions, RunOptions } from "../run-options.ts";
import { collect, jobCount } from "./words.ts";

export { forAllTasks } from "../run-options.ts";

/** What they were set to. */
export interface PlanFlags {
  readonly targetTasks?: string[];
  readonly forcedTasks?: string[];
  readonly check?: NonNullable<PlanOptions["check"]>;
  readonly rebuild?: NonNullable<PlanOptions["rebuild"]>;
  readonly checksumFileName?: string;
}

/** The flags of {@link PlanFlags}. */
export function planFlags(): Option[] {
  return [
    new Option(
      "-T, --target-tasks <task>",
      "bring this task up to date, and what it needs; may be given again",
    ).argParser(collect),
    new Option(
      "--forced-tasks <task>",
      "run the jobs of this task though they are up to date; may be given again",
    ).argParser(collect),
    new Option("--check <level>", "when a job is up to date (default: PIPEFISH_CHECK, else history)").choices(
      checkLevels,
    ),
    new Option(
      "--rebuild <mode>",
      "ask all tasks whether they are up to date, or only down to the first that are (default: maximal)",
    ).choices(rebuildModes),
    new Option("--checksum-file-name <file>", "keep the history in this file"),
  ];
}

/** What the flag was set to of those who say how long a run would take. */
export interface EstimateFlags {
  readonly jobs?: number;
}

/** The flags of {@link EstimateFlags}. */
export function estimateFlags(): Option[] {
  const about = "say how long it would take with so many jobs at once (default: 1)";
  return [new Option("-j, --jobs <n>", about).argParser(jobCount)];
}

/** For how many jobs at once it is said how long a run would take: as many as the flag, or else the options of the run, say. */
export function placesOf({ jobs }: EstimateFlags, own: RunOptions): number | undefined {
  return jobs ?? own.multithread ?? own.multiprocess;
}

/** The options of a plan: those of the flags before those that a script gives. */
export function planOptions(flags: PlanFlags, own: PlanOptions): PlanOptions {
  const { targets, forced, check, rebuild, historyFile, pipelines, runtimeData } = own;
  return given<PlanOptions>({
    targets: flags.targetTasks ?? targets,
    forced: flags.forcedTasks ?? forced,
    check: flags.check ?? check,
    rebuild: flags.rebuild ?? rebuild,
    historyFile: flags.checksumFileName ?? historyFile,
    pipelines,
    runtimeData,
  });
}

/** The options that have a value. */
export function given<T extends object>(options: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}
