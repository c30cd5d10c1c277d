// What holds for every run, whatever it is about: the order of tasks, places, limits, and numbers that add up.
import assert from "node:assert/strict";
import type { Limit, Resources } from "../../src/model/definition.ts";
import type { JobCounts, RunEvent, RunSummary } from "../../src/model/event.ts";
import { namesIn } from "../../src/model/files.ts";
import { isOpen, nameIn, type Task } from "../../src/model/task.ts";
import type { Graph } from "../../src/plan/graph.ts";
import type { JobOrder } from "../../src/schedule/job-order.ts";
import type { Span } from "./scripted-executor.ts";

/** A run that has come to its end. */
export interface EndedRun {
  readonly summary: RunSummary;
  readonly graph: Graph;
  readonly spans: readonly Span[];
  readonly slots: number;
  readonly order: JobOrder;
  /** How much there is of what jobs take. */
  readonly resources: Resources;
  readonly events: readonly RunEvent[];
}

/** Checks all that must hold for a run that has ended. */
export function assertSound(run: EndedRun): void {
  assert.deepEqual(
    run.spans.filter(({ outcome }) => outcome === undefined).map(({ name }) => name),
    [],
    "a run ends after its jobs",
  );
  if (run.order === "task") assertTaskOrder(run);
  else assertJobOrder(run);
  assertPlaces(run);
  assertResources(run);
  assertCounts(run);
  assertEvents(run);
}

/** All jobs of a task end before a job of a task that depends on it begins. */
function assertTaskOrder({ graph, spans }: EndedRun): void {
  const byTask = Map.groupBy(spans, ({ job }) => job.task);
  for (const [task, own] of byTask) {
    const starts = own.map(({ startStep }) => startStep);
    for (const upper of allAbove(task, graph)) {
      for (const { name, endStep = Infinity } of byTask.get(upper) ?? []) {
        assert.ok(endStep < Math.min(...starts), `a job of '${task.name}' began before '${name}' had ended`);
      }
    }
  }
}

/** A job begins when those that write its inputs have ended, and all of tasks that are awaited as a whole. */
function assertJobOrder({ graph, spans }: EndedRun): void {
  for (const { name, job, startStep } of spans) {
    const { above } = graph;
    const follows = graph.sources.get(job.task)?.follows ?? [];
    const inputs = new Set(namesIn(job.input));
    const tasksAbove = allAbove(job.task, graph);
    for (const upper of spans.filter(({ job: { task } }) => tasksAbove.has(task))) {
      const isWriter = namesIn(upper.job.output).some((output) => inputs.has(output));
      const isOpenAbove = isOpen(upper.job.task) && above.get(job.task)?.includes(upper.job.task) === true;
      if (!isWriter && !isOpenAbove && !follows.includes(upper.job.task)) continue;
      const { endStep = Infinity } = upper;
      assert.ok(endStep < startStep, `'${name}' began before '${upper.name}' had ended, which it needs`);
    }
  }
}

function allAbove(task: Task, graph: Graph): Set<Task> {
  const found = new Set<Task>();
  const open = [task];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    for (const parent of graph.above.get(one) ?? []) {
      if (!found.has(parent)) open.push(parent);
      found.add(parent);
    }
  }
  return found;
}

/** No more jobs run at once than there are places, nor than a limit allows. */
function assertPlaces({ spans, slots }: EndedRun): void {
  assert.ok(mostAtOnce(spans) <= slots, `${mostAtOnce(spans)} jobs ran at once in ${slots} places`);
  const limited = new Map<string, { limit: Limit; spans: Span[] }>();
  for (const span of spans) {
    const { task } = span.job;
    const { limit } = task.definition;
    if (limit === undefined) continue;
    const name = limit.name ?? task.fullName;
    const known = limited.get(name) ?? { limit, spans: [] };
    limited.set(name, { limit, spans: [...known.spans, span] });
  }
  for (const { limit, spans: under } of limited.values()) {
    assert.ok(mostAtOnce(under) <= limit.count, `the limit '${limit.name}' was not kept`);
  }
}

/** Jobs that run at once take no more of anything than there is. */
function assertResources({ spans, resources }: EndedRun): void {
  for (const [name, total] of Object.entries(resources)) {
    const most = mostAtOnce(spans, ({ job }) => job.task.definition.resources[name] ?? 0);
    assert.ok(most <= total + 1e-9, `${most} of ${total} ${name} were taken at once`);
  }
}

/** How many of these jobs ran at the same time at most; or how much they took together, if each takes another amount. */
export function mostAtOnce(spans: readonly Span[], amountOf: (span: Span) => number = () => 1): number {
  const changes = spans.flatMap((span): [number, number][] => [
    [span.startStep, amountOf(span)],
    [span.endStep ?? Infinity, -amountOf(span)],
  ]);
  let running = 0;
  let most = 0;
  for (const [, change] of changes.sort(([a], [b]) => a - b)) {
    running += change;
    most = Math.max(most, running);
  }
  return most;
}

/** Whether two jobs ran at the same time. */
export function ranTogether(spans: readonly Span[], one: string, other: string): boolean {
  return mostAtOnce(spans.filter(({ name }) => name === one || name === other)) === 2;
}

/** How often a job was tried does not count, but how its last try ended. */
function lastTries(spans: readonly Span[]): readonly Span[] {
  return [...new Map(spans.map((span) => [span.job, span])).values()];
}

const endings = { done: "done", failed: "failed", cancelled: "cancelled" } as const;

/** The numbers of a summary add up, and are those of what really ran. */
function assertCounts({ summary, spans, graph }: EndedRun): void {
  const each = [...summary.tasks.map(({ jobs }) => jobs), summary.jobs];
  for (const { total, done, fresh, failed, cancelled, skipped } of each) {
    assert.ok(Math.min(total, done, fresh, failed, cancelled, skipped) >= 0, "no number is below 0");
    assert.equal(done + fresh + failed + cancelled + skipped, total, "every job is counted once");
  }
  for (const key of Object.keys(summary.jobs) as (keyof JobCounts)[]) {
    const sum = summary.tasks.reduce((total, { jobs }) => total + jobs[key], 0);
    assert.equal(summary.jobs[key], sum, `'${key}' is the sum over the tasks`);
  }
  for (const [key, outcome] of Object.entries(endings)) {
    const ended = lastTries(spans).filter((span) => span.outcome === outcome).length;
    assert.equal(summary.jobs[key as keyof typeof endings], ended, `'${key}' is what was told by the jobs`);
  }
  assert.deepEqual(
    summary.tasks.map(({ name }) => name),
    graph.order.map((task) => nameIn(summary.pipeline, task)),
  );
  assert.equal(summary.failures.length, summary.jobs.failed);
  const { failed, cancelled, skipped } = summary.jobs;
  if (summary.ok) assert.equal(failed + cancelled + skipped, 0, "a run that is well has left nothing out");
}

/** Every job and task that begins ends once, and is told of in that order. */
function assertEvents({ events, spans, summary }: EndedRun): void {
  const of = (kind: RunEvent["kind"]): readonly RunEvent[] => events.filter((event) => event.kind === kind);
  const ended = of("job-done").length + of("job-failed").length + of("job-cancelled").length;
  assert.equal(of("job-started").length, spans.length);
  assert.equal(ended, lastTries(spans).length);
  for (const kind of ["task-started", "task-ended"] as const) {
    const names = events.flatMap((event) => (event.kind === kind ? [event.task.fullName] : []));
    assert.deepEqual(names, [...new Set(names)], `no task has '${kind}' twice`);
  }
  assert.equal(of("run-ended").length, 1);
  const last = events.at(-1);
  assert.ok(last?.kind === "run-ended" && last.summary === summary, "the end of the run is told last");
}
