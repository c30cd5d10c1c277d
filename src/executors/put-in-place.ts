// Puts files where they belong, all or none. To rename one is a single step for all who look; to rename several is not: who
// looks in between sees some that are new and some that are old. When one cannot be put there, all are taken back.
import { linkSync, lstatSync, mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import type { Move } from "./stage-journal.ts";

/**
 * Whether moves are one step for all who look, and for whoever kills us meanwhile: one file takes the place of another, or
 * whatever it is that of nothing. A directory has first to be taken out of the way.
 */
export function isOneStep(moves: readonly Move[]): boolean {
  return (
    moves.length <= 1 &&
    moves.every(({ from, to }) => isNothing(to) || !(isDirectory(from) || isDirectory(to)))
  );
}

function isNothing(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) === undefined;
}

function isDirectory(path: string): boolean {
  return lstatSync(path).isDirectory();
}

/**
 * Moves files and directories; what was in their places is gone when the attics are.
 *
 * @param atticOf where what is replaced by a move is kept, on the same disk
 * @throws the system's error; then all is as it was
 */
export function putInPlace(moves: readonly Move[], atticOf: (move: Move) => string): void {
  const undo: Move[] = [];
  const keepsNothing = isOneStep(moves);
  try {
    for (const move of moves) {
      mkdirSync(dirname(move.to), { recursive: true });
      const attic = atticOf(move);
      if (!keepsNothing && keep(move.to, attic)) undo.push({ from: attic, to: move.to });
      renameSync(move.from, move.to);
      undo.push({ from: move.to, to: move.from });
    }
  } catch (error) {
    for (const { from, to } of undo.toReversed()) renameSync(from, to);
    throw error;
  }
}

/** Keeps what is in a place; false if there is nothing. A file stays there as well, where the disk can do that. */
function keep(file: string, attic: string): boolean {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return false;
  try {
    if (!stats.isDirectory()) {
      linkSync(file, attic);
      return true;
    }
  } catch {
    // This disk gives a file one name only.
  }
  renameSync(file, attic);
  return true;
}
