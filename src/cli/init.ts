// `pipefish init`: writes a small pipeline that works, to start from.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { currentDirectory } from "../base/place.ts";
import { shellQuote } from "../base/shell-quote.ts";
import { UsageError } from "../flags/exit-code.ts";
import { writeNewFile } from "../flags/new-file.ts";
import { starterFiles } from "./starter.ts";

/** Adds the command. */
export function addInit(program: Command): void {
  program
    .command("init")
    .argument("[directory]", "where to put it", ".")
    .description("write a small pipeline to start from; overwrites nothing")
    .action((directory: string) => {
      const files = Object.entries(starterFiles).map(([name, text]) => ({
        file: join(directory, name === "pipeline.ts" ? pipelineName(directory) : name),
        text,
      }));
      const taken = files.filter(({ file }) => existsSync(file)).map(({ file }) => `'${file}'`);
      if (taken.length > 0)
        throw new UsageError(
          `${taken.join(", ")} exists already; name another directory, as in: pipefish init first`,
        );
      for (const { file, text } of files) {
        writeNewFile(file, text);
        process.stdout.write(`wrote ${file}\n`);
      }
      const inside = directory === "." ? "" : ` -C ${shellQuote(directory)}`;
      process.stdout.write(
        `\nnext:\n  npx pipefish run${inside}     run it\n  npx pipefish plan${inside}    say what would run\n`,
      );
    });
}

/** `.ts` is a module only in a project of modules; `.mts` is one everywhere. */
function pipelineName(directory: string): string {
  for (let here = resolve(currentDirectory(), directory); ; here = dirname(here)) {
    const file = join(here, "package.json");
    if (existsSync(file)) return isOfModules(file) ? "pipeline.ts" : "pipeline.mts";
    if (here === dirname(here)) return "pipeline.mts";
  }
}

function isOfModules(file: string): boolean {
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as { type?: unknown }).type === "module";
  } catch {
    return false; // A package.json that cannot be read says nothing.
  }
}
