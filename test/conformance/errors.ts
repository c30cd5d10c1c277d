// Ruffus's exception classes, and the error codes that say the same thing here. A class may map to several codes where
// Ruffus has one class for mistakes that Pipefish tells apart.
import type { ExpectedError } from "./case.ts";

const definition = ["unknown-option", "bad-option", "missing-option", "bad-pattern"];
const construction = ["bad-pattern", "bad-option"];
const rows = ["bad-option", "missing-option"];

const codes: Readonly<Record<string, readonly string[]>> = {
  // While tasks are defined.
  error_missing_args: ["missing-option", "bad-option"],
  error_too_many_args: ["unknown-option", "bad-option"],
  error_inputs_multiple_args: definition,
  error_extras_wrong_type: ["bad-option"],
  error_duplicate_task_name: ["duplicate-task"],
  error_decorator_args: ["bad-option", "unknown-task", "cycle", "duplicate-task", "no-tail-tasks"],
  error_set_input: definition,
  error_set_output: definition,
  error_no_head_tasks: ["no-head-tasks", "bad-option"],
  error_task_files: rows,
  error_task_files_re: [...rows, "bad-pattern"],
  error_task_parallel: rows,
  PostTaskArgumentError: ["bad-option"],
  JobsLimitArgumentError: ["bad-option"],
  // While they are put together.
  error_task_originate: ["bad-option"],
  error_task_split: ["bad-option"],
  error_task_transform: construction,
  error_task_subdivide: construction,
  error_task_collate: construction,
  error_task_product: construction,
  error_task_permutations: construction,
  error_task_combinations: construction,
  error_task_combinations_with_replacement: construction,
  error_task_mkdir: construction,
  error_node_not_task: ["unknown-task"],
  error_not_a_pipeline: ["unknown-task", "no-pipeline"],
  // Functions are no names of tasks here: one that two tasks share names neither.
  error_ambiguous_task: ["ambiguous-task", "unknown-task"],
  error_no_tail_tasks: ["no-tail-tasks", "bad-option"],
  error_circular_dependencies: ["cycle"],
  // While jobs are made.
  error_missing_runtime_parameter: ["missing-runtime-data", "bad-option"],
  error_unescaped_regular_expression_forms: ["bad-template"],
  fatal_error_input_file_does_not_match: ["bad-template"],
  error: ["bad-template"],
  ValueError: ["bad-template", "bad-option"],
  TypeError: ["bad-template", "bad-option", "unknown-task"],
  IndexError: ["bad-template"],
  KeyError: ["bad-template", "unknown-task"],
  AttributeError: ["bad-template", "bad-option"],
  NameError: ["unknown-task"],
  RecursionError: ["cycle"],
  Exception: ["bad-option", "missing-option"],
  // A directory that is not there, when a run touches.
  FileNotFoundError: ["no-output"],
};

/** Mistakes that Ruffus finds while it runs and wraps into its one error for failed jobs. */
const wrapped: Readonly<Record<string, readonly string[]>> = {
  MissingInputFileError: ["missing-input"],
  error_not_a_directory: ["not-a-directory", "threw"],
};

/** The codes of which one must be reported where Ruffus raised that error. @throws when the table lacks the class */
export function codesFor({ class: name, underlying = "" }: ExpectedError): readonly string[] {
  // Whatever else a user's function throws, its job failed by that.
  if (name === "RethrownJobError") {
    const isOurs = underlying.startsWith("error_") || underlying.startsWith("fatal_");
    // What a user's own check throws is told apart from what a job throws.
    return (
      wrapped[underlying] ??
      (isOurs ? codes[underlying] : undefined) ?? ["threw", "callback-failed", ...(codes[underlying] ?? [])]
    );
  }
  const known = codes[name] ?? wrapped[name];
  if (known === undefined) throw new Error(`the runner has no code for Ruffus's ${name}`);
  return known;
}
