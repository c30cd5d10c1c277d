// What was thrown, in words: users' functions may throw anything.
import { inspect } from "node:util";

/** The message of an error; of anything else that was thrown, the thing itself. */
export function thrownText(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  return typeof thrown === "string" ? thrown : inspect(thrown);
}
