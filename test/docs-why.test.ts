// What docs/why.md shows is what the commands print: every block of it is typed into a shell.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { commandLine, nodeLine, Project } from "./support/project.ts";

const page = fileURLToPath(new URL("../docs/why.md", import.meta.url));

/** Times are not the same twice, nor are columns that are as wide as they. */
function withoutTimes(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{3})?/g, "2026-11-23 04:56:19")
    .replaceAll(/just now|\d+ (second|minute)s? ago/g, "just now")
    .replaceAll(/\d+m \d\ds|\d+(\.\d+)?s\b/g, "0.05s")
    .replaceAll(/last ran( for 0\.05s)?/g, "last ran")
    .replaceAll(/ {2,}/g, "  ");
}

test("every command of docs/why.md prints what the page shows", (context) => {
  const text = readFileSync(page, "utf8");
  const [, pipeline = ""] = /^```ts\n(\/\/ pipeline\.ts\n[\s\S]*?)^```$/m.exec(text) ?? [];
  const project = new Project(context, { "pipeline.ts": pipeline });
  const environment = { ...process.env, NO_COLOR: "1", CI: "1", TZ: "UTC" };
  const answers = (command: string): string => {
    const line = command.replace("npx pipefish", `${nodeLine} '${commandLine}'`);
    const options = { cwd: project.directory, encoding: "utf8", env: environment } as const;
    const { stdout, stderr } = spawnSync("bash", ["-c", line], options);
    assert.equal(stderr, "", command);
    return stdout;
  };
  let said = 0;
  const replayed = text.replaceAll(/^```console\n([\s\S]*?)^```$/gm, (_, block: string) => {
    const commands = block.split("\n").filter((line) => line.startsWith("$ "));
    said += commands.length;
    const lines = commands.map((line) => `${line}\n${answers(line.slice(2))}`);
    return `\`\`\`console\n${lines.join("")}\`\`\``;
  });
  assert.ok(said > 10, "the commands were found");
  assert.equal(withoutTimes(replayed), withoutTimes(text));
});
