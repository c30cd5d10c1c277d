// What went wrong when a user's module was imported: the message and the user's own lines, without those of the engine.
import { fileURLToPath } from "node:url";

const ownFiles = fileURLToPath(new URL(".", import.meta.url));

/** Writes an error that was thrown while a module was imported, down to where the engine called it. */
export function importErrorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const lines = (error.stack ?? error.message).split("\n");
  const end = lines.findIndex((line) => line.includes(ownFiles));
  const shown = end === -1 ? lines : lines.slice(0, end);
  return shown
    .filter((line) => !line.includes("(node:") && !line.includes("at node:"))
    .slice(0, 12)
    .join("\n");
}
