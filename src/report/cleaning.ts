// What `clean` removed or would remove, and what stays and why.
import { bytes, count, grouped } from "../base/text.ts";
import type { KeptWhy } from "../plan/cleaning.ts";
import { nameText, printable, type Style } from "./names.ts";
import { type Column, tableLines } from "./table.ts";

/** What is told of a cleaning. */
export interface CleaningFacts {
  readonly isDryRun: boolean;
  readonly removed: readonly Removed[];
  readonly kept: readonly Kept[];
}

interface Removed {
  readonly file: string;
  /** Full names of tasks. */
  readonly task: string;
  readonly sizeBytes: number;
  readonly isDirectory: boolean;
}

interface Kept {
  readonly file: string;
  readonly task: string;
  readonly why: KeptWhy;
}

const whyWords: Readonly<Record<KeptWhy, string>> = {
  unrecorded: "nothing proves that its job made it",
  changed: "it is not as its job left it",
  older: "it may have been there before its job ran",
  source: "it is also an input that no task makes",
  "not-empty": "something is left in it",
  refused: "the system does not let it be removed",
};

const mostFiles = 20;

/** Writes a cleaning. @param isWhole lists all files, however many */
export function cleaningText(found: CleaningFacts, style: Style, isWhole: boolean): string {
  const { palette } = style;
  const title = palette.strong(`${printable(style.pipeline)}:`);
  const section = <T>(name: string, files: readonly T[], of: readonly Column<T>[]): string[] => {
    const shown = isWhole ? files : files.slice(0, mostFiles);
    const more = files.length - shown.length;
    if (shown.length === 0) return [];
    const rest = more > 0 ? [palette.faint(`  and ${grouped(more)} more (--all shows them)`)] : [];
    return ["", palette.strong(name), ...tableLines(of, shown, palette), ...rest];
  };
  const columns: Column<{ readonly file: string; readonly task: string }>[] = [
    { title: "task", cell: ({ task }) => taskText(task, style) },
    { title: "file", cell: ({ file }) => nameText(file, { ...style, pathAbbreviation: wholeName }) },
  ];
  const sizes: Column<Removed> = {
    title: "size",
    isNumber: true,
    cell: ({ sizeBytes, isDirectory }) => (isDirectory ? "" : bytes(sizeBytes)),
  };
  const reasons: Column<Kept> = { title: "because", cell: ({ why }) => whyWords[why] };
  return [
    `${title} ${headline(found)}`,
    ...section(found.isDryRun ? "would go" : "gone", found.removed, [...columns, sizes]),
    ...section("stay", found.kept, [...columns, reasons]),
  ].join("\n");
}

function headline({ isDryRun, removed }: CleaningFacts): string {
  if (removed.length === 0) return "there is nothing to remove";
  const size = removed.reduce((sum, { sizeBytes, isDirectory }) => sum + (isDirectory ? 0 : sizeBytes), 0);
  const directories = removed.filter(({ isDirectory }) => isDirectory).length;
  const files = count(removed.length - directories, "file");
  const beside = directories === 0 ? "" : ` and ${count(directories, "directory", "directories")}`;
  const amount = `${files}${beside}, ${bytes(size)}`;
  return isDryRun ? `${amount} would be removed; nothing is removed yet` : `${amount} removed`;
}

/** Parts of a path that no name has: names are written as they are. */
const wholeName = 1000;

function taskText(task: string, { pipeline }: Style): string {
  return printable(task.startsWith(`${pipeline}::`) ? task.slice(pipeline.length + 2) : task);
}
