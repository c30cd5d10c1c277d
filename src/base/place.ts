// Where in a user's file something was written: taken from the stack, so that every message can point there.
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

/** A place in a source file. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Returns the place from which `callee` was called.
 *
 * @param callee the public function whose caller is wanted: frames above it are left out
 */
export function callerOf(callee: (...args: never[]) => unknown): Place | undefined {
  const holder: { stack?: unknown } = {};
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.stackTraceLimit = 1;
  Error.prepareStackTrace = (_error, sites): Place | undefined => toPlace(sites[0]);
  Error.captureStackTrace(holder, callee);
  const place = holder.stack as Place | undefined;
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  return place;
}

function toPlace(site: NodeJS.CallSite | undefined): Place | undefined {
  const name = site?.getFileName();
  if (site === undefined || name === null || name === undefined) return undefined;
  const file = name.startsWith("file:") ? fileURLToPath(name) : name;
  return { file, line: site.getLineNumber() ?? 0, column: site.getColumnNumber() ?? 0 };
}

/** The working directory; where it was removed, the root: what is shown from there is shown whole. */
export function currentDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return "/";
  }
}

/** Writes a place as `file:line:column`, relative to `directory` when it lies below it. */
export function placeText(place: Place, directory: string): string {
  const near = relative(directory, place.file);
  const file = near.startsWith("..") ? place.file : near;
  return `${file}:${place.line}:${place.column}`;
}
