// `pipefish init`: writes a small pipeline that works, to start from.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { UsageError } from "./exit-code.ts";
import { starterFiles } from "./starter.ts";

/** Adds the command. */
export function addInit(program: Command): void {
  program
    .command("init")
    .argument("[directory]", "where to put it", ".")
    .description("write a small pipeline to start from; overwrites nothing")
    .action((directory: string) => {
      const files = Object.entries(starterFiles).map(([name, text]) => ({
        file: join(directory, name),
        text,
      }));
      const taken = files.filter(({ file }) => existsSync(file)).map(({ file }) => `'${file}'`);
      if (taken.length > 0)
        throw new UsageError(
          `${taken.join(", ")} exists already; name another directory, as in: pipefish init first`,
        );
      for (const { file, text } of files) {
        mkdirSync(join(file, ".."), { recursive: true });
        writeFileSync(file, text);
        process.stdout.write(`wrote ${file}\n`);
      }
      const inside = directory === "." ? "" : ` -C ${directory}`;
      process.stdout.write(
        `\nnext:\n  npx pipefish run${inside}     run it\n  npx pipefish plan${inside}    say what would run\n`,
      );
    });
}
