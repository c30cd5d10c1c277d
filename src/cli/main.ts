// The command line: words in, exit code out.
import { Command } from "commander";
import { type EndWith, toldOnStandardError } from "../flags/exit-code.ts";
import { packageVersion } from "../flags/version.ts";
import { partedWords, spelled } from "../flags/words.ts";
import { addClean } from "./clean.ts";
import { addForget } from "./forget.ts";
import { addGraph } from "./graph.ts";
import { addHistory } from "./history.ts";
import { addInit } from "./init.ts";
import { addLogs } from "./logs.ts";
import { addPlan } from "./plan.ts";
import { addRun } from "./run.ts";
import { addTasks } from "./tasks.ts";
import { addTouch } from "./touch.ts";
import { addWhy } from "./why.ts";

/** Runs the command line; returns the exit code. */
export function main(argv: readonly string[] = process.argv): Promise<number> {
  return toldOnStandardError(async () => {
    let code = 0;
    const program = makeProgram((ended) => {
      code = ended;
    });
    const [words, forScript] = partedWords(argv);
    if (forScript.length > 0) for (const command of program.commands) command.showHelpAfterError(afterDashes);
    await program.parseAsync(spelled(words));
    return code;
  });
}

/** Who has put the name of a file behind `--` lacks a word, and has to be told why. */
const afterDashes =
  "hint: what follows -- is for the file of the pipeline; write a name that begins with a dash as ./-name";

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
  addGraph(program, endWith);
  addTasks(program);
  addWhy(program);
  addLogs(program);
  addHistory(program);
  addTouch(program, endWith);
  addClean(program);
  addForget(program);
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
  pipefish why out/report.html        say why one file would be made again, or not
  pipefish logs out/report.html       print what the job that made it printed
  pipefish history last               say how the last run went, and which jobs were slow
  pipefish clean                      say which files can be removed, for jobs can make them again
  pipefish graph -o chart.svg         draw the tasks, and how each stands

What follows -- is for the file of the pipeline, which finds it in process.argv.

Exit codes: 0 done, 1 a job failed, 2 a mistake to mend, 130 interrupted, 70 a bug in pipefish`;
