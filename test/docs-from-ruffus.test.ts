// docs/from-ruffus.md leaves out nothing: every name of Ruffus stands there, and every difference with its reason.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { differences } from "./conformance/differences.ts";
import { ruleReasons } from "./conformance/rules.ts";

const text = read("../docs/from-ruffus.md");
/** What the page writes as code, between single backticks. */
const code = [...text.matchAll(/`([^`\n]+)`/g)].map(([, words = ""]) => words);

/** What a Ruffus script can name, module by module. */
const names: Readonly<Record<string, string>> = {
  ruffus: `
    Pipeline Task pipeline_run pipeline_printout pipeline_printout_graph pipeline_get_task_names lookup_pipeline
    register_cleanup originate transform split subdivide merge collate files files_re parallel follows mkdir posttask
    jobs_limit active_if check_if_uptodate graphviz suffix regex formatter inputs add_inputs output_from
    runtime_parameter combine touch_file stderr_logger black_hole_logger JobSignalledBreak graph_colour_demo_printout
    needs_update_check_modify_time cmdline combinatorics`,
  "ruffus.combinatorics": "product permutations combinations combinations_with_replacement",
  "methods of Pipeline and Task": `
    clone clear_all set_input set_output set_head_tasks set_tail_tasks get_head_tasks get_tail_tasks suspend_jobs
    resume_jobs is_job_suspended set_command_str_callback run printout printout_graph get_task_names original_name
    task_names head_tasks tail_tasks job_state`,
  "arguments of the task kinds": "output_dir replace_inputs task_func",
  pipeline_run: `
    target_tasks forcedtorun_tasks multiprocess multithread logger gnu_make_maximal_rebuild_mode verbose runtime_data
    one_second_per_job touch_files_only exceptions_terminate_immediately log_exceptions checksum_level history_file
    verbose_abbreviated_path pipeline pool_manager`,
  pipeline_printout: "output_stream indent wrap_width",
  pipeline_printout_graph: `
    stream output_format draw_vertically ignore_upstream_of_target skip_uptodate_tasks test_all_task_for_update
    no_key_legend minimal_key_legend user_colour_scheme pipeline_name size dpi`,
  "ruffus.cmdline": `
    get_argparse append_to_argparse get_optparse append_to_optparse ignored_args setup_logging MESSAGE
    --verbose --version --log_file --target_tasks --forced_tasks --jobs --use_threads --just_print --touch_files_only
    --recreate_database --checksum_file_name --flowchart --flowchart_format --key_legend_in_graph
    --draw_graph_horizontally`,
  "ruffus.proxy_logger": "proxy_logger make_shared_logger_and_proxy setup_std_shared_logger",
  "ruffus.drmaa_wrapper": `
    drmaa_wrapper run_job cmd_str job_name job_other_options job_script_directory job_environment working_directory
    drmaa_session retain_job_scripts run_locally output_files touch_only local_echo resubmit error_drmaa_job JobFailed`,
  "ruffus.ruffus_exceptions": `
    ruffus_exceptions error_task error_task_contruction error_decorator_args error_duplicate_task_name
    error_missing_args error_too_many_args error_inputs_multiple_args error_extras_wrong_type error_executable_str
    error_set_input error_set_output error_no_head_tasks error_no_tail_tasks PostTaskArgumentError
    JobsLimitArgumentError error_task_files error_task_parallel error_task_files_re error_task_transform
    error_task_subdivide error_task_collate error_task_product error_task_permutations error_task_combinations
    error_task_combinations_with_replacement error_task_mkdir error_task_split error_task_originate error_task_merge
    error_node_not_task error_not_a_pipeline error_ambiguous_task error_function_is_not_a_task
    error_circular_dependencies error_checksum_level error_missing_runtime_parameter
    error_unescaped_regular_expression_forms fatal_error_input_file_does_not_match error_input_file_does_not_match
    error_task_get_output MissingInputFileError error_not_a_directory RethrownJobError
    Ruffus_Keyboard_Interrupt_Exception`,
  "the environment": "DEFAULT_RUFFUS_HISTORY_FILE DEFAULT_RUFFUS_CHECKSUM_LEVEL",
};

for (const [where, list] of Object.entries(names)) {
  test(`docs/from-ruffus.md says what every name of ${where} is here`, () => {
    const isSaid = (name: string): boolean => {
      const pattern = new RegExp(`(?<![\\w-])${name}(?!\\w)`);
      return code.some((words) => pattern.test(words));
    };
    const wanted = list.trim().split(/\s+/);
    assert.deepEqual(
      wanted.filter((name) => !isSaid(name)),
      [],
    );
  });
}

test("docs/from-ruffus.md has the rules by which recorded cases differ, and what is special about single ones", () => {
  const [, rules = "", cases = ""] =
    /### General rules\n(.*?)\n### Case by case\n(.*?)\n### /s.exec(text) ?? [];
  const plain = (reason = ""): string => reason.replaceAll(/[`\\]/g, "");
  assert.deepEqual(
    [...rules.matchAll(/^- (.+)$/gm)].map(([, reason]) => plain(reason)).sort(),
    [...ruleReasons].sort(),
  );
  assert.deepEqual(
    [...cases.matchAll(/^\| (.+) \| (`.+`) \|$/gm)].map(([, reason, ids = ""]) => [plain(reason), ids]),
    Object.entries(differences).map(([reason, of]) => [
      reason,
      Object.keys(of)
        .map((id) => `\`${id}\``)
        .join(", "),
    ]),
  );
});

function read(name: string): string {
  return readFileSync(new URL(name, import.meta.url), "utf8");
}
