// Which flags of Node a worker gets of those that the process of the run was started with.
import assert from "node:assert/strict";
import { test } from "node:test";
import { workerFlags } from "../../src/executors/node-flags.ts";

test("a worker gets flags that hold for all processes, each with its value", () => {
  const flags = [
    "--require",
    "./x.js",
    "--import=./y.js",
    "-r",
    "z",
    "--max-old-space-size=100",
    "-C",
    "dev",
  ];
  assert.deepEqual(workerFlags(flags), flags);
});

test("flags of one process alone are left out with their values, also where these are words of their own", () => {
  const profile = ["--cpu-prof", "--cpu-prof-interval", "500", "--heap-prof-dir=profiles"];
  const program = ["-e", "await import('./pipeline.ts')", "--print", "1", "-pe", "2"];
  const watched = [
    "--watch",
    "--watch-path",
    "src",
    "--inspect",
    "--inspect-port",
    "0",
    "--env-file",
    ".env",
  ];
  assert.deepEqual(workerFlags([...profile, "--import", "./x.js", ...program, "-r", "y", ...watched]), [
    "--import",
    "./x.js",
    "-r",
    "y",
  ]);
});
