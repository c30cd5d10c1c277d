// The command line: words in, exit code out. One try, one catch.
import { Command, CommanderError } from "commander";
import { type EndWith, exitCodeOf, explainError } from "./exit-code.ts";
import { addInit } from "./init.ts";
import { addLogs } from "./logs.ts";
import { addPlan } from "./plan.ts";
import { addRun } from "./run.ts";
import { withVerbosity } from "./shared.ts";
import { addTasks } from "./tasks.ts";
import { packageVersion } from "./version.ts";
import { addWhy } from "./why.ts";

/** Runs the command line; returns the exit code. */
export async function main(argv: readonly string[] = process.argv): Promise<number> {
  // Who reads the output may stop, as `head` does: what is left to say is then dropped.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  try {
    let code = 0;
    const program = makeProgram((ended) => {
      code = ended;
    });
    await program.parseAsync(withVerbosity(argv));
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodeOf(error);
    process.stderr.write(`${explainError(error)}\n`);
    return exitCodeOf(error);
  }
}

function makeProgram(endWith: EndWith): Command {
  const program = new Command("pipefish");
  program
    .description("Runs pipelines: tasks over files, in parallel, and nothing twice.")
    .version(packageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "show help")
    .helpCommand("help [command]", "show help for a command")
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false })
    .showSuggestionAfterError(true)
    .exitOverride();
  addRun(program, endWith);
  addPlan(program, endWith);
  addTasks(program);
  addWhy(program, endWith);
  addLogs(program);
  addInit(program);
  program.addHelpText("after", examples);
  for (const command of program.commands) command.exitOverride().showSuggestionAfterError(true);
  return program;
}

const examples = `
Examples:
  pipefish init                       write a pipeline to start from
  pipefish run pipeline.ts -j 4       bring everything up to date, four jobs at a time
  pipefish plan pipeline.ts           say what would run, and why
  pipefish logs out/report.html       print what the job that made it printed
  pipefish why out/report.html        say why one file would be made again, or not

Exit codes: 0 done, 1 a job failed, 2 a mistake to mend, 130 interrupted, 70 a bug in pipefish`;
