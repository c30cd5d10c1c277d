// What was thrown, in words: users' functions may throw anything.
import { inspect } from "node:util";

/** The message of an error; of anything else that was thrown, the thing itself. */
export function thrownText(thrown: unknown): string {
  if (thrown instanceof Error) return messageOf(thrown);
  return typeof thrown === "string" ? thrown : inspect(thrown);
}

/** The message of an error as text: some programs put an object there, or nothing. */
export function messageOf({ message }: { readonly message: unknown }): string {
  return typeof message === "string" ? message : inspect(message);
}
