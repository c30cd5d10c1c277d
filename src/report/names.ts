// File names for people: shortened, relative, and safe to print. The rules of shortening are those of Ruffus.

import { isAbsolute, relative, resolve } from "node:path";
import { printable } from "../base/printable.ts";
import { grouped } from "../base/text.ts";
import { nameIn, type Task } from "../model/task.ts";
import type { Palette } from "./palette.ts";
import { displayWidth } from "./width.ts";

export { printable };

/** How names and colours are written. */
export interface Style {
  /** The pipeline that is shown: the names of others stand before those of their tasks. */
  readonly pipeline: string;
  readonly palette: Palette;
  /** Absolute path of the directory of the run. */
  readonly directory: string;
  /**
   * How much of a file's path is shown: `0` all of it, from the root; `2` the last two parts, after `.../`; `-60` as
   * many parts as fit when all names of one side of a job together may take 60 characters.
   */
  readonly pathAbbreviation: number;
  /** Sentences are wrapped to so many cells; infinite where there is no terminal. */
  readonly width: number;
}

/** How much of a path is shown unless somebody asks for more or less. */
export const defaultAbbreviation = 2;

/** Writes one file name, shortened to the last `parts` parts of its path; with 0, the whole path from the root. */
export function shortName(name: string, parts: number, directory: string): string {
  const whole = isAbsolute(name) ? name : resolve(directory, name);
  if (parts === 0) return printable(whole);
  if (slashes(name) < parts) return printable(name);
  const near = relative(directory, whole);
  if (near !== "" && slashes(near) <= parts) return printable(near);
  return printable(`.../${whole.split("/").filter(Boolean).slice(-parts).join("/")}`);
}

function slashes(name: string): number {
  return name.split("/").length - (name.startsWith("/") ? 2 : 1);
}

/** Writes the name of a task. */
export function taskText(task: Task, { pipeline }: Pick<Style, "pipeline">): string {
  return printable(nameIn(pipeline, task));
}

/** Writes one file name in the style. */
export function nameText(name: string, style: Pick<Style, "directory" | "pathAbbreviation">): string {
  return nameList([name], style);
}

/**
 * Writes file names in a row: `a, b and 12 more`; `a +12` when only one is to be written.
 *
 * @param most how many names are written before the others are only counted
 */
export function nameList(
  names: readonly string[],
  style: Pick<Style, "directory" | "pathAbbreviation">,
  most = 3,
): string {
  const { directory, pathAbbreviation: parts } = style;
  const listed = (levels: number): string =>
    joined(names, (name) => shortName(name, levels, directory), most);
  return parts < 0 ? fitted(listed, -parts) : listed(parts);
}

function joined(names: readonly string[], short: (name: string) => string, most: number): string {
  const shown = names.slice(0, most).map(short).join(", ");
  const more = grouped(names.length - most);
  if (names.length <= most) return shown;
  return most === 1 ? `${shown} +${more}` : `${shown} and ${more} more`;
}

const deepest = 20;

/** The longest of the lists with 1, 2, 3 … parts of each path that fits; if none does, the end of the shortest. */
function fitted(listed: (levels: number) => string, width: number): string {
  let best = listed(1);
  if (displayWidth(best) > width) return `<???> ${best.slice(-Math.max(4, width - 5))}`;
  for (let levels = 2; levels <= deepest; levels += 1) {
    const longer = listed(levels);
    if (displayWidth(longer) > width) break;
    best = longer;
  }
  return best;
}

/** A line as a terminal would leave it: what a program wrote over is gone, tabs are spaces. */
export function settledLine(line: string): string {
  const last = line.replace(/\r+$/, "").split("\r").at(-1) ?? "";
  return printable(last.replaceAll("\t", "    "));
}
