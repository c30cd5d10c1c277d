import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultReporter, makeReporter } from "../../src/report/choose.ts";
import { counts, FakeStream, happened, variants } from "./support.ts";

const terminal = new FakeStream({ isTTY: true });

test("a terminal gets the live view, anything else lines", () => {
  assert.equal(defaultReporter(terminal, { TERM: "xterm" }), "progress");
  assert.equal(defaultReporter(new FakeStream(), { TERM: "xterm" }), "lines");
});

test("continuous integration and dumb terminals get lines", () => {
  assert.equal(defaultReporter(terminal, { CI: "true" }), "lines");
  assert.equal(defaultReporter(terminal, { CI: "false" }), "progress");
  assert.equal(defaultReporter(terminal, { TERM: "dumb" }), "lines");
});

const { reads } = variants();
const events = [happened.runStarted([[reads, 2, 0]]), happened.runEnded(0.1, { jobs: counts({ fresh: 2 }) })];

/** What a reporter of that kind writes of a run with nothing to do. */
function told(kind: Parameters<typeof makeReporter>[0], env: Record<string, string> = {}): string {
  const stream = new FakeStream({ isTTY: true });
  const reporter = makeReporter(kind, {
    pipeline: "variants",
    stream,
    env,
    directory: "/work",
    now: () => 0,
  });
  for (const event of events) reporter.on(event);
  reporter.close?.();
  return stream.text;
}

test("every kind can be made", () => {
  const line = "variants: everything is up to date, 2 jobs, in 0.1s\n";
  assert.equal(told("lines", { NO_COLOR: "1" }), line);
  assert.equal(told("progress", { NO_COLOR: "1" }), line);
  assert.equal(told("json").split("\n").length, 3);
  assert.equal(told("silent"), "");
});

test("the environment decides about colours", () => {
  assert.ok(told("lines").includes("\u001b[32meverything is up to date"));
  assert.ok(!told("lines", { NO_COLOR: "1" }).includes("\u001b"));
});
