import assert from "node:assert/strict";
import { test } from "node:test";
import { ago, instant, instantPair, timeLeftText } from "../../src/report/times.ts";
import { start } from "./support.ts";

test("an instant is written in local time to the millisecond", () => {
  assert.equal(instant(start + 184_123), "2026-11-22 21:03:04.123");
});

test("two instants are written finely enough to be told apart", () => {
  const ns = BigInt(start) * 1_000_000n;
  assert.deepEqual(instantPair(ns, ns + 1_000_000n), ["2026-11-22 21:00:00.000", "2026-11-22 21:00:00.001"]);
  assert.deepEqual(instantPair(ns, ns + 7n), [
    "2026-11-22 21:00:00.000000000",
    "2026-11-22 21:00:00.000000007",
  ]);
});

test("a past instant is told by the largest unit", () => {
  assert.equal(ago(start - 400, start), "just now");
  assert.equal(ago(start - 1000, start), "1 second ago");
  assert.equal(ago(start - 200_000, start), "3 minutes ago");
  assert.equal(ago(start - 26 * 3_600_000, start), "1 day ago");
  assert.equal(ago(start - 800 * 86_400_000, start), "2 years ago");
});

test("an instant that lies ahead says so", () => {
  assert.equal(ago(start + 3 * 3_600_000, start), "at a time in the future, 3 hours from now");
});

test("an estimate is written in steps that do not pretend to more", () => {
  const text = (ms: number): string | undefined => timeLeftText({ ms, isLeast: false });
  assert.equal(text(800), "about 5s left");
  assert.equal(text(12_000), "about 10s left");
  assert.equal(text(54_000), "about 55s left");
  assert.equal(text(58_000), "about 1m left");
  assert.equal(text(250_000), "about 4m left");
  assert.equal(text(3_590_000), "about 1h 00m left");
  assert.equal(text(7_900_000), "about 2h 10m left");
});

test("an estimate of a part rounds down, and says nothing when that leaves nothing", () => {
  assert.equal(timeLeftText({ ms: 59_000, isLeast: true }), "at least 55s left");
  assert.equal(timeLeftText({ ms: 4900, isLeast: true }), undefined);
  assert.equal(timeLeftText(undefined), undefined);
});
