// What people read in the end: which genes differ between which conditions, and what the reads were like.
import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { readTable } from "../tables.ts";

/** Writes the report, as Markdown. */
export async function writeReport(
  file: string,
  comparisons: readonly string[],
  quality: readonly string[],
): Promise<void> {
  const parts = [
    ...(await Promise.all(comparisons.map(differences))),
    ...(await Promise.all(quality.map(adapters))),
  ];
  await writeFile(file, ["# Genes that differ", ...parts].join("\n\n"));
}

async function differences(file: string): Promise<string> {
  const genes = await readTable(file, ["gene", "change", "q", "differs"]);
  const [one, other] = basename(file, ".tsv").split("-");
  const rows = genes
    .filter(({ differs }) => differs === "yes")
    .map(({ gene, change, q }) => `| ${gene} | ${(2 ** Number(change)).toFixed(1)} | ${q} |`);
  return [`## From ${one} to ${other}\n`, "| gene | times | q |", "|---|---|---|", ...rows].join("\n");
}

async function adapters(file: string): Promise<string> {
  const samples = await readTable(file, ["reads", "adapter"]);
  const reads = samples.reduce((sum, sample) => sum + Number(sample.reads), 0);
  const withAdapter = samples.reduce((sum, sample) => sum + Number(sample.reads) * Number(sample.adapter), 0);
  const share = ((100 * withAdapter) / reads).toFixed(1);
  return `${basename(file, ".tsv").replaceAll("-", " ")}: ${reads} reads, ${share} % with an adapter`;
}
