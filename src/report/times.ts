// Instants and spans for people: `2026-11-22 21:03:04.123`, `3 minutes ago`, `about 4m left`.
import { duration } from "../base/text.ts";
import type { TimeLeft } from "./time-left.ts";

/**
 * Writes an instant in local time, to the millisecond.
 *
 * @param ms milliseconds since 1970
 */
export function instant(ms: number): string {
  const date = new Date(ms);
  const two = (n: number, digits = 2): string => String(n).padStart(digits, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day} ${time}.${two(date.getMilliseconds(), 3)}`;
}

const perMs = 1_000_000n;

/** Writes two instants, given in nanoseconds since 1970, finely enough to be told apart. */
export function instantPair(a: bigint, b: bigint): [string, string] {
  const [first, second] = [instant(Number(a / perMs)), instant(Number(b / perMs))];
  if (first !== second) return [first, second];
  const below = (ns: bigint): string => String(ns % perMs).padStart(6, "0");
  return [first + below(a), second + below(b)];
}

const units: readonly (readonly [name: string, ms: number])[] = [
  ["year", 365 * 86_400_000],
  ["month", 30 * 86_400_000],
  ["week", 7 * 86_400_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
];

/** Writes a span in its largest unit: `3 minutes`; undefined below a second. */
export function span(ms: number): string | undefined {
  const [name, size] = units.find(([, unit]) => Math.abs(ms) >= unit) ?? [];
  if (name === undefined || size === undefined) return undefined;
  const n = Math.floor(Math.abs(ms) / size);
  return `${n} ${name}${n === 1 ? "" : "s"}`;
}

/** Writes how long ago an instant was: `3 minutes ago`, `just now`; of one that lies ahead, that it does. */
export function ago(ms: number, now: number): string {
  const text = span(now - ms);
  if (text === undefined) return "just now";
  return ms > now ? `at a time in the future, ${text} from now` : `${text} ago`;
}

/**
 * Writes an estimate: `about 4m left`, or `at least 4m left` while it knows only a part. Without digits that would
 * pretend to more: in steps of 5 seconds, a minute, ten minutes.
 */
export function timeLeftText(left: TimeLeft | undefined): string | undefined {
  if (left === undefined) return undefined;
  // What rounds up to a full minute or hour is counted in minutes or tens of them.
  const early = left.isLeast ? 0 : 1;
  const stepMs =
    left.ms < 60_000 - early * 2500 ? 5000 : left.ms < 3_600_000 - early * 30_000 ? 60_000 : 600_000;
  const steps = left.isLeast ? Math.floor(left.ms / stepMs) : Math.max(1, Math.round(left.ms / stepMs));
  if (steps === 0) return undefined;
  return `${left.isLeast ? "at least" : "about"} ${stepText(steps * stepMs)} left`;
}

function stepText(ms: number): string {
  if (ms < 60_000) return `${ms / 1000}s`;
  return ms < 3_600_000 ? `${ms / 60_000}m` : duration(ms);
}
