// `pipefish clean`: removes what jobs made, as far as receipts prove that; says first what it would remove.
import { type Command, Option } from "commander";
import { formatCleaning } from "../index.ts";
import {
  addFlags,
  historyFlag,
  type JobsFlags,
  jobsArguments,
  jobsQuestion,
  jsonFlag,
  printJson,
} from "./shared.ts";

interface CleanFlags extends JobsFlags {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly all?: boolean;
}

/** Adds the command. */
export function addClean(program: Command): void {
  addFlags(jobsArguments(program.command("clean")), [
    new Option("--yes", "remove the files"),
    new Option("-n, --dry-run", "only say what would be removed, whatever else is asked for (the default)"),
    new Option("--all", "list all files, however many"),
    historyFlag(),
    jsonFlag(),
  ])
    .description("remove what jobs made and can make again: files that are as their jobs left them")
    .action(async (file: string | undefined, jobs: string[], flags: CleanFlags) => {
      const { pipeline, question } = await jobsQuestion(file, jobs, flags);
      const dryRun = flags.yes !== true || flags.dryRun === true;
      const cleaning = pipeline.clean({ ...question, dryRun });
      if (flags.json === true) {
        const { isDryRun, removed, kept } = cleaning;
        printJson({ format: 1, pipeline: pipeline.name, isDryRun, removed, kept });
        return;
      }
      process.stdout.write(formatCleaning(cleaning, { isWhole: flags.all === true }));
      if (dryRun && cleaning.removed.length > 0)
        process.stdout.write("\nto remove them, give the flag --yes\n");
    });
}
