// The example of a page about a task kind: made in a folder of its own, planned, run, and planned again.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { formatPlan, loadPipeline, type PlannedTask } from "pipefish";

const repository = fileURLToPath(new URL("../..", import.meta.url));

/** What became of an example. */
export interface Tried {
  /** What `pipefish plan -v 3` prints before the first run. */
  readonly plan: string;
  /** The tasks of the kind that the page is about, before the run and after it. */
  readonly before: readonly PlannedTask[];
  readonly after: readonly PlannedTask[];
  /** What `pipefish plan -v 3` prints after it. */
  readonly planAfter: string;
}

/** The kind that a page is about: `combinations-with-replacement.md` is about `combinationsWithReplacement`. */
export function kindOf(file: string): string {
  return file.replace(".md", "").replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Makes the files with which the example of a page begins, plans and runs its pipeline, and plans it again. */
export async function tryExample(page: string, kind: string): Promise<Tried> {
  const [pipelineText, commands] = [blockOf(page, "ts"), blockOf(page, "sh")];
  const directory = mkdtempSync(join(tmpdir(), "pipefish-docs-"));
  const start = process.cwd();
  try {
    mkdirSync(join(directory, "node_modules"));
    symlinkSync(repository, join(directory, "node_modules/pipefish"));
    writeFileSync(join(directory, "package.json"), '{ "type": "module" }');
    writeFileSync(join(directory, "pipeline.ts"), pipelineText);
    const preparing = commands.split("\n").filter((line) => !line.startsWith("npx pipefish"));
    execFileSync("bash", ["-euo", "pipefail", "-c", preparing.join("\n")], { cwd: directory });
    process.chdir(directory);
    return await planAndRun(join(directory, "pipeline.ts"), kind);
  } finally {
    process.chdir(start);
    rmSync(directory, { recursive: true });
  }
}

async function planAndRun(file: string, kind: string): Promise<Tried> {
  const { pipeline } = await loadPipeline(file);
  const before = pipeline.plan();
  const plan = formatPlan(before, { verbose: 3 });
  await pipeline.run({ multiprocess: 1, reporter: "silent" });
  const after = pipeline.plan();
  const ofKind = ({ task }: PlannedTask): boolean => task.kind === kind;
  return {
    plan,
    planAfter: formatPlan(after, { verbose: 3 }),
    before: before.tasks.filter(ofKind),
    after: after.tasks.filter(ofKind),
  };
}

/** The first fenced block of a language. */
function blockOf(page: string, language: string): string {
  const [, code] = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "m").exec(page) ?? [];
  if (code === undefined) throw new Error(`the page has no block of ${language}`);
  return code;
}
