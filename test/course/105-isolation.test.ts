// One job does the worst it can, alone and with four others beside it, in a process and in a thread. There is one clear
// failure, or none; nobody else is harmed; nothing is left.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { gone } from "../support/leftovers.ts";
import { Project } from "../support/project.ts";

/** How a job ends: well, or with a failure of which the message is like this. */
type Ending = "done" | RegExp;

interface Deed {
  /** What its function does; it may be asynchronous. */
  readonly does: string;
  readonly timeoutMs?: number;
  readonly process: Ending;
  /** None where threads of one process cannot be kept apart. */
  readonly thread?: Ending;
}

const link = /^it closed or used descriptor 3 or 4, by which its process speaks to the run$/;
const tooLong = /^it ran longer than 0\.3s$/;
const unsupported = / is not supported in workers$/;

const deeds: Readonly<Record<string, Deed>> = {
  throws: { does: 'throw new Error("no")', process: /^no$/, thread: /^no$/ },
  "throws what is no error": {
    does: 'throw "plain"',
    process: /^what was thrown is no error: 'plain'$/,
    thread: /^what was thrown is no error: 'plain'$/,
  },
  "throws what throws in turn when it is looked at": {
    does: "throw new Proxy(new Error(), { get() { throw 1; }, getPrototypeOf() { throw 2; } })",
    process: /^a job threw what cannot be sent \(value is a proxy\)/,
    thread: /^a job threw what cannot be sent \(value is a proxy\)/,
  },
  "rejects where nobody awaits": {
    does: 'Promise.reject(new Error("lost")); await setTimeout(1e6)',
    process: /^an error was thrown where nobody awaited it: lost$/,
    thread: /^an error was thrown where nobody awaited it: lost$/,
  },
  "rejects when it has ended": {
    does: 'setTimeout(20).then(() => { throw new Error("late"); })',
    process: "done",
    thread: "done",
  },
  "ends its process with exit code 0": {
    does: "process.exit(0)",
    process: /^its process ended with exit code 0 before/,
    thread: /^its thread ended with exit code 0 before/,
  },
  "ends its process with exit code 3": {
    does: "process.exit(3)",
    process: /^its process ended with exit code 3 before/,
    thread: /^its thread ended with exit code 3 before/,
  },
  "aborts its process": { does: "process.abort()", process: /ended by SIGABRT/, thread: unsupported },
  "is killed from outside": {
    does: "await $`kill -KILL ${process.pid}; sleep 1000`",
    process: /ended by SIGKILL/,
  },
  "takes all memory there is": {
    does: "for (let all = null; ; ) all = { all }",
    process: /^its process ran out of memory$/,
    thread: /^its thread ran out of memory$/,
  },
  "loops for ever": { does: "for (;;);", timeoutMs: 300, process: tooLong, thread: tooLong },
  "waits for a child that ignores SIGTERM": {
    does: "await $`trap '' TERM; while true; do sleep 1000; done`",
    timeoutMs: 300,
    process: tooLong,
    thread: tooLong,
  },
  "waits for a child and for nothing else": {
    does: 'execSync("sleep 1000 & sleep 1000")',
    timeoutMs: 300,
    process: tooLong,
    thread: tooLong,
  },
  "leaves a grandchild": { does: "await $`sleep 1000 &`", process: "done", thread: "done" },
  "leaves a child": { does: 'spawn("sleep", ["1000"])', process: "done", thread: "done" },
  "closes descriptor 3": { does: "closeSync(3); await setTimeout(1e6)", process: link },
  "closes descriptor 4": { does: "closeSync(4)", process: link },
  "has a file of its own as descriptor 4": {
    does: 'closeSync(4); openSync("/dev/null", "w")',
    process: link,
  },
  "writes to descriptor 3": { does: 'writeSync(3, "hello"); await setTimeout(1e6)', process: link },
  "writes to descriptor 3 and ends": { does: 'writeSync(3, "hello")', process: link },
  "writes what could be a message to descriptor 4": {
    does: "writeSync(4, Uint8Array.of(0xfa, 0, 0, 0, 0, 0, 3, 232)); await setTimeout(1e6)",
    process: link,
  },
  "goes to another directory": { does: 'process.chdir("/")', process: "done", thread: unsupported },
  "goes to a directory and removes it": {
    does: 'mkdirSync("own"); process.chdir("own"); rmdirSync("../own")',
    process: "done",
  },
  "changes the environment": {
    does: 'env.LEAK = "1"; Object.assign(process.env, { PATH: "" }); delete env.PATH; process.env = {}',
    process: "done",
    thread: "done",
  },
  "changes prototypes": {
    does: "delete Array.prototype.map; Promise.prototype.then = 1; String.prototype.replace = () => 'x'",
    process: "done",
    thread: "done",
  },
  "gives all objects a hidden setter": {
    does: "for (const name of ['kind', 'id', 'message', 'input']) Object.defineProperty(Object.prototype, name, { set() {}, configurable: true })",
    process: "done",
    thread: "done",
  },
  "replaces what prints, and what ends a process": {
    does: "process.stdout.write = process.exit = process.nextTick = () => true",
    process: "done",
    thread: "done",
  },
  "replaces the clocks": {
    does: "performance.now = Date.now = () => NaN; throw new Error('no time')",
    process: /^no time$/,
    thread: /^no time$/,
  },
  "replaces the clocks, and waits for nothing": {
    does: "performance.now = Date.now = () => NaN; await new Promise(() => {})",
    process: /^its promise can never settle/,
    thread: /^its promise can never settle/,
  },
  "throws an error whose message is no text": {
    does: "throw Object.assign(new Error('x'), { message: { status: 404 }, name: 5, stack: {} })",
    process: /^\{ status: 404 \}$/,
    thread: /^\{ status: 404 \}$/,
  },
  "adds to prototypes": {
    does: "Object.prototype.toJSON = Object.prototype.get = () => 'x'; Array.prototype.last = 1",
    process: "done",
    thread: "done",
  },
  "changes globals": { does: "delete globalThis.Map; globalThis.JSON = {}", process: "done", thread: "done" },
  "changes the clock, the console and what errors say": {
    does: "Date.now = () => 0; console.log = () => { throw new Error('no'); }; Error.stackTraceLimit = 0",
    process: "done",
    thread: "done",
  },
  "changes the mode of files": { does: "process.umask(0o777)", process: "done", thread: unsupported },
  "leaks listeners": {
    does: 'for (let i = 0; i < 9; i += 1) process.on("SIGTERM", () => {}).on("exit", () => {})',
    process: "done",
    thread: "done",
  },
  "removes all listeners": { does: "process.removeAllListeners()", process: "done", thread: "done" },
};

/** Others wait until the worst has begun, and look at what they share with it. */
function pipeline({ does, timeoutMs }: Deed, option: string, others: number): string {
  return `
    import { execSync, spawn } from "node:child_process";
    import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readlinkSync, rmdirSync, writeFileSync, writeSync } from "node:fs";
    import { setTimeout } from "node:timers/promises";
    import { Pipeline } from "pipefish";
    const { env } = process, home = process.cwd(), { PATH } = env;
    const pipeline = new Pipeline("apart");
    const bad = pipeline.parallel({
      name: "bad",
      params: [[1]],
      ${timeoutMs === undefined ? "" : `timeoutMs: ${timeoutMs},`}
      run: async ({ $ }) => {
        writeFileSync(home + "/began", "");
        ${does};
      },
    });
    const others = pipeline.originate({
      name: "others",
      output: ${JSON.stringify(Array.from({ length: others }, (_, i) => `${i}.out`))},
      run: async ({ output }) => {
        while (!existsSync("began")) await setTimeout(1);
        const shared = [process.cwd() === home, process.env.PATH === PATH, process.env.LEAK === undefined,
          [1].map((n) => n)[0] === 1, new Map([[1, 2]]).size === 1, JSON.stringify([1]) === "[1]",
          Date.now() > 0, Error.stackTraceLimit > 0, process.umask() !== 0o777,
          [].last === undefined, process.listenerCount("uncaughtException") === 1, process.listenerCount("SIGTERM") === 0];
        await setTimeout(40);
        console.log("fine");
        writeFileSync(output, shared.every((one) => one) ? "good" : String(shared));
      },
    });
    const descriptors = () => readdirSync("/proc/self/fd").flatMap((name) => {
      try {
        return [name + " " + readlinkSync("/proc/self/fd/" + name)];
      } catch {
        return []; // The one by which the directory was read.
      }
    });
    const before = descriptors();
    const targets = ${others === 0 ? "[bad]" : "[bad, others]"};
    const summary = await pipeline
      .run({ targets, ${option}: 2, graceMs: 100, onError: "continue", reporter: "silent" })
      .catch((error) => error.summary ?? Promise.reject(error));
    const left = () => descriptors().filter((one) => !before.includes(one));
    for (let turn = 0; left().length > 0 && turn < 1000; turn += 1) await setTimeout(2);
    const messages = summary.failures.map(({ failure }) => failure.message);
    console.log(JSON.stringify({ messages, done: summary.jobs.done, left: left() }));
  `;
}

async function isApart(project: Project, expected: Ending, others: number): Promise<void> {
  const small = { NODE_OPTIONS: "--max-old-space-size=64" };
  const { stdout, stderr, code } = await project.start(["pipeline.ts"], small).ended;
  assert.equal(code, 0, stderr);
  const { messages, done, left } = JSON.parse(stdout) as { messages: string[]; done: number; left: string[] };
  if (expected !== "done") assert.match(messages[0] ?? "", expected);
  assert.equal(messages.length, expected === "done" ? 0 : 1, stdout);
  assert.equal(done, others + 1 - messages.length);
  assert.deepEqual(left, [], "descriptors are left open");
  await gone(project);
  const logs = readdirSync(project.path(".pipefish/logs"), { recursive: true, withFileTypes: true });
  assert.deepEqual(
    logs.filter(({ name }) => name.startsWith(".spool")).map(({ name }) => name),
    [],
  );
  const names = Array.from({ length: others }, (_, i) => `${i}.out`);
  assert.deepEqual(project.files(), ["began", "pipeline.ts", ...names].sort());
  for (const name of names) {
    assert.equal(project.read(name), "good");
    assert.equal(project.read(`.pipefish/logs/others/${name}.log`), "fine\n");
  }
}

for (const [what, deed] of Object.entries(deeds)) {
  for (const [kind, option] of [
    ["process", "multiprocess"],
    ["thread", "multithread"],
  ] as const) {
    const expected = deed[kind];
    if (expected === undefined) continue;
    for (const others of [0, 4]) {
      test(`a job in a ${kind} that ${what}${others === 0 ? "" : " harms no other"}`, async (context) => {
        const project = new Project(context, { "pipeline.ts": pipeline(deed, option, others) });
        await isApart(project, expected, others);
      });
    }
  }
}
