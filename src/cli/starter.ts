// The files that `pipefish init` writes.

/** Texts by file name. */
export const starterFiles: Readonly<Record<string, string>> = {
  "pipeline.ts": `// A pipeline to start from: counts the words of each text, and puts the counts into one table.
//
//   npx pipefish run       run what must run
//   npx pipefish plan      say what would run, and why
//   touch texts/fish.txt   and run again: only what depends on it runs

import { readFile, writeFile } from "node:fs/promises";
import { Pipeline, suffix } from "pipefish";

const pipeline = new Pipeline("words");

// One job for each text, several at a time, each in a process of its own.
const counts = pipeline.transform({
  name: "count",
  description: "Counts the words of a text.",
  input: "texts/*.txt",
  filter: suffix(".txt"),
  output: ".count",
  outputDir: "counts",
  mkdir: "counts",
  run: async ({ input, output, log }) => {
    const words = (await readFile(input, "utf8")).split(/\\s+/).filter((word) => word !== "");
    log.info(\`\${input}: \${words.length} words\`);
    await writeFile(output, \`\${input}\\t\${words.length}\\n\`);
  },
});

// One job that gets the outputs of all jobs above, and runs a shell line.
pipeline.merge({
  name: "table",
  description: "Puts the counts into one table, the longest text first.",
  input: counts,
  output: "table.tsv",
  command: "cat {input} | sort -t $'\\\\t' -k 2 -n -r > {output}",
});

export default pipeline;
`,
  "texts/fish.txt": "one fish two fish red fish blue fish\n",
  "texts/sea.txt": "the sea is deep and the sea is wide\n",
};
