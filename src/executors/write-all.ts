// Writes bytes to a descriptor, however many they are.
import { writeSync } from "node:fs";

/** Node refuses to write 2 GiB at once. */
const mostAtOnce = 2 ** 30;

/** Writes all of some bytes. */
export function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; )
    at += writeSync(descriptor, bytes, at, Math.min(bytes.length - at, mostAtOnce));
}
