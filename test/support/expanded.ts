// A task expanded by itself: the files that patterns find and the outputs of tasks above are given by the test.
import assert from "node:assert/strict";
import type { Task } from "../../src/model/task.ts";
import { expand } from "../../src/plan/expand/expand.ts";
import type { Expansion } from "../../src/plan/expand/expansion.ts";
import { makeGraph } from "../../src/plan/graph.ts";
import type { Sources } from "../../src/plan/sources.ts";

/** What is there: files by the pattern that finds them, and the outputs of tasks. */
export interface Around {
  readonly files?: Readonly<Record<string, readonly string[]>>;
  readonly outputs?: ReadonlyMap<Task, readonly unknown[]>;
}

/** Expands a task; a pattern that the test does not know is a mistake. */
export function expanded(task: Task, { files = {}, outputs = new Map() }: Around = {}): Expansion {
  return expand(task, {
    directory: "/work",
    sources: makeGraph([task]).sources.get(task) as Sources,
    glob: (pattern) => {
      const names = files[pattern];
      assert.ok(names !== undefined, `an unexpected pattern: ${pattern}`);
      return names;
    },
    outputsOf: (above) => outputs.get(above) ?? [],
  });
}

/** Jobs in short: input and output, and extras where there are any. */
export function jobs(task: Task, around?: Around): unknown[] {
  const found = expanded(task, around);
  assert.deepEqual(found.problems, []);
  return found.jobs.map(({ input, output, extras }) =>
    extras === undefined ? [input, output] : [input, output, extras],
  );
}
