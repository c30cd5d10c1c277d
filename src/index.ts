// The public face: every name that users import, one by one.
export type { Place } from "./base/place.ts";
export type { Cleaning, CleanOptions, ForgetOptions, KeptFile, RemovedFile } from "./clean.ts";
export type { CliOptions } from "./flags/script.ts";
export type { Drawing, GraphFormat, GraphOptions } from "./flowchart.ts";
export type { HistoryOptions } from "./history.ts";
export { findLogs } from "./job-logs.ts";
export { type LoadedPipeline, loadPipeline } from "./load.ts";
export { UnsendableError } from "./marshal/refusal.ts";
export { marshal } from "./marshal/registry.ts";
export type { Sendable, SendableClasses, Unsendable } from "./marshal/sendable.ts";
export type { CheckedJob, Resources, TaskKind } from "./model/definition.ts";
export { EndRun } from "./model/end-run.ts";
export { type ErrorCode, type Fact, PipelineError, type Problem, problemText } from "./model/error.ts";
export type {
  Deed,
  EndedBy,
  FailedJob,
  JobCounts,
  Reporter,
  RunEvent,
  RunSummary,
  WorkerId,
} from "./model/event.ts";
export type { FileSpec, FilesOf } from "./model/files.ts";
export {
  type Filter,
  type FormatterFilter,
  type RegexFilter,
  regex,
  type SuffixFilter,
  suffix,
} from "./model/filter.ts";
export { formatter } from "./model/formatter.ts";
export {
  Glob,
  glob,
  type InputSpec,
  type ItemOf,
  type ItemsOf,
  type Nested,
  OutputFrom,
  outputFrom,
  RuntimeParameter,
  runtimeParameter,
} from "./model/input.ts";
export type {
  Job,
  JobBase,
  JobCall,
  JobFailure,
  JobLog,
  Log,
  LogLevel,
  LogLine,
  OriginateCall,
  ParallelCall,
  Shell,
  ShellCommand,
  ShellValue,
} from "./model/job.ts";
export type { NodeShape, NodeStyle, Paint } from "./model/node-style.ts";
export type {
  CollateOptions,
  CommonOptions,
  FactorSpec,
  FilesOptions,
  FilesRow,
  MergeOptions,
  MkdirOptions,
  OriginateOptions,
  ParallelOptions,
  ProductOptions,
  SplitOptions,
  SubdivideOptions,
  TransformOptions,
  TupleOptions,
} from "./model/options.ts";
export type { PastFailure, PastJob, PastRun, RunKind, RunOutcome } from "./model/past.ts";
export type { PipelineOptions } from "./model/pipeline-options.ts";
export type { JobResults } from "./model/results.ts";
export { RunError } from "./model/run-error.ts";
export type { Task } from "./model/task.ts";
export { TouchFile, touchFile } from "./model/touch-file.ts";
export type { FileFacts, Reason, Verdict } from "./model/verdict.ts";
export { Pipeline } from "./pipeline.ts";
export type { KeptWhy } from "./plan/cleaning.ts";
export type { ComparedFile, ExplainedJob, Explanation } from "./plan/explanation.ts";
export { type CheckLevel, checkLevels } from "./plan/freshness.ts";
export { jobId } from "./plan/job-id.ts";
export type { Plan, PlannedJob, PlannedTask } from "./plan/plan.ts";
export {
  type EstimateOptions,
  explanationAsJson,
  type FormatListOptions,
  type FormatPlanOptions,
  formatCleaning,
  formatExplanation,
  formatHistory,
  formatLogs,
  formatPlan,
  formatRun,
  formatTasks,
  type PrintOptions,
  planAsJson,
} from "./printouts.ts";
export type { OwnColours, SchemeName } from "./report/flowchart/colours.ts";
export type { TaskState } from "./report/flowchart/state.ts";
export type { JobLogFile } from "./report/logs.ts";
export type {
  JsonEstimate,
  JsonExplainedJob,
  JsonExplanation,
  JsonFacts,
  JsonFile,
  JsonPlan,
  JsonPlannedJob,
  JsonPlannedTask,
  JsonShare,
} from "./report/plan-json.ts";
export type { PlanOptions, RunOptions } from "./run-options.ts";
export type { JobOrder } from "./schedule/job-order.ts";
export type { OnError } from "./schedule/setting.ts";
