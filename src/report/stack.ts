// The part of an error's stack that is the user's own: no frames of Node, of packages, or of pipefish itself.
import { sep } from "node:path";
import { fileURLToPath } from "node:url";
import { placeText } from "../base/place.ts";
import { printable } from "./names.ts";

const ownFolder = fileURLToPath(new URL("../", import.meta.url));

/**
 * Picks the frames of a stack that lie in the user's own files: `align (pipeline.ts:14:9)`.
 *
 * @param engine where pipefish itself lies, with a slash at the end
 */
export function ownFrames(stack: string, directory: string, most = 8, engine: string = ownFolder): string[] {
  const frames: string[] = [];
  for (const line of stack.split("\n")) {
    const frame = parseFrame(line);
    if (frame === undefined || isForeign(frame.file, engine)) continue;
    const at = placeText(frame, directory);
    frames.push(printable(frame.name === "" ? at : `${frame.name} (${at})`));
    if (frames.length === most) break;
  }
  return frames;
}

interface Frame {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

function parseFrame(line: string): Frame | undefined {
  const match = /^\s+at (?:async )?(?:(.*?) \()?(.+?):(\d+):(\d+)\)?$/.exec(line);
  if (match === null) return undefined;
  const [, name = "", place = "", row, column] = match;
  const file = place.startsWith("file://") ? fileOf(place) : place;
  if (file === undefined) return undefined;
  return {
    name: name.replace(/^Object\.|^<anonymous>$/, ""),
    file,
    line: Number(row),
    column: Number(column),
  };
}

function fileOf(url: string): string | undefined {
  return URL.canParse(url) ? fileURLToPath(url.replace(/[?#].*$/, "")) : undefined;
}

function isForeign(file: string, engine: string): boolean {
  if (!file.startsWith("/") && !/^[a-zA-Z]:\\/.test(file)) return true;
  return file.startsWith(engine) || file.includes(`${sep}node_modules${sep}`);
}
