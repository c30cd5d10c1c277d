// What a run relies on in its workers, be they processes or threads.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gone } from "../support/leftovers.ts";
import { Project } from "../support/project.ts";
import { options, script } from "../support/scripted.ts";

/** Waits until a file is there: what a process makes whose end does not matter. */
async function made(project: Project, name: string): Promise<void> {
  while (!project.files().includes(name)) await new Promise((resolve) => setTimeout(resolve, 5));
}

for (const option of options) {
  describe(option, () => {
    test("functions run elsewhere, as many at once as there are places, in workers that are reused", async (context) => {
      const project = new Project(context, {
        "pipeline.ts": script(option, {
          definitions: `const jobs = pipeline.parallel({
            name: "jobs",
            params: Array.from({ length: 8 }, (_, i) => [i]),
            run: async () => {
              writeFileSync("here." + here(), "");
              while (readdirSync(".").filter((name) => name.startsWith("here.")).length < 2) await setTimeout(1);
              return [here(), isMainThread];
            },
          });`,
          after: `const all = [...summary.results(jobs)];
          console.log(new Set(all.map(([where]) => where)).size, all.some(([where]) => where === here()), all[0][1]);`,
        }),
      });
      const { stdout, stderr } = await project.node("pipeline.ts");
      assert.equal(stdout, `2 false ${option === "multiprocess"}\n`, stderr);
    });

    test("values cross as they are, both ways, large ones too, and those that cannot are refused", async (context) => {
      const project = new Project(context, {
        "pipeline.ts": script(option, {
          definitions: `class Point { constructor(x) { this.x = x; } }
          marshal.register(Point, { name: "Point", encode: ({ x }) => x, decode: (x) => new Point(x) });
          const large = new Uint8Array(3_000_000).fill(7), small = Buffer.from("small");
          const shared = { deep: [new Map([[new Date(5), new Point(-0)]]), , undefined, 10n] };
          shared.self = shared;
          const params = [[large], [small], [shared], [null]];
          const echo = pipeline.parallel({
            name: "echo",
            params,
            run: ({ params: [value], runtimeData }) => value === null ? { deep: [() => 1] } : [value, runtimeData.at],
          });`,
          after: `const [[a, at], [b], [c], none] = summary.results(echo);
          console.log(Buffer.compare(a, large), large.length, Buffer.isBuffer(b), b.toString(), at instanceof URL);
          const [[[date, point]]] = c.deep;
          console.log(c.self === c, 1 in c.deep, c.deep[3], date.getTime(), point instanceof Point, Object.is(point.x, -0));
          console.log(none, summary.failures[0].failure.message);`,
          options: 'runtimeData: { at: new URL("http://a.b/") }, onError: "continue", reporter: "silent"',
          caught: ".catch(({ summary }) => summary)",
        }),
      });
      const { stdout, stderr } = await project.node("pipeline.ts");
      const arrived = "0 3000000 true small true\ntrue false 10n 5 true true\n";
      const refused = "undefined what it returned cannot be sent back: result.deep[0] is a function\n";
      assert.equal(stdout, arrived + refused, stderr);
    });

    test("a job that is tried again is sent what it was sent before, and so is a job that shares it", async (context) => {
      const project = new Project(context, {
        "pipeline.ts": script(option, {
          definitions: `const bytes = Buffer.alloc(1_000_000, 7);
          const rows = Array.from({ length: 5000 }, (_, id) => ({ id, name: "row" }));
          const params = [[bytes, rows], [bytes, rows], [bytes.subarray(0, 500_000), rows]];
          const jobs = pipeline.parallel({
            name: "jobs", retries: { count: 2, delayMs: 0 }, params,
            run: ({ params: [bytes, rows], attempt }) => {
              if (attempt < 3) throw Object.assign(new Error("again"), { bytes, rows });
              return [bytes, rows];
            },
          });`,
          after: `const all = [...summary.results(jobs)];
          console.log(all.every(([bytes]) => bytes.every((byte) => byte === 7)), bytes.length, rows.length);
          console.log(JSON.stringify(all.map(([bytes, rows]) => [bytes.length, rows.length, rows[4999].id])));`,
        }),
      });
      const { stdout, stderr } = await project.node("pipeline.ts");
      const lengths = "[[1000000,5000,4999],[1000000,5000,4999],[500000,5000,4999]]";
      assert.equal(stdout, `true 1000000 5000\n${lengths}\n`, stderr);
    });

    test("the environment of a task is that of its jobs alone, and of their children", async (context) => {
      const look =
        "async ({ $ }) => [process.env.OWN, process.env.GIVEN, await $`echo $OWN-\\${GIVEN-none}`.text()]";
      const project = new Project(context, {
        "pipeline.ts": script(option, {
          definitions: `const rows = { params: [[1]], run: ${look} };
          const before = pipeline.parallel({ name: "before", ...rows });
          const within = pipeline.parallel({ name: "within", follows: before, ...rows, env: { OWN: "own", GIVEN: undefined } });
          const after = pipeline.parallel({ name: "after", follows: within, ...rows });`,
          after:
            "console.log(JSON.stringify([before, within, after].map((task) => summary.results(task).at(0))));",
        }),
      });
      const { stdout, stderr } = await project.start(["pipeline.ts"], { OWN: "", GIVEN: "given" }).ended;
      const outside = ["", "given", "-given"];
      assert.deepEqual(JSON.parse(stdout), [outside, ["own", null, "own-none"], outside], stderr);
    });

    test("a fresh job has a worker of its own, and workers are replaced when they are worn", async (context) => {
      const project = new Project(context, {
        "pipeline.ts": script(option, {
          definitions: `const held = [];
          const params = [[0], [1], [2], [3]];
          const fresh = pipeline.parallel({ name: "fresh", fresh: true, params, run: here });
          const heavy = pipeline.parallel({
            name: "heavy", params, jobsLimit: 1, follows: fresh,
            run: ({ params: [n] }) => {
              if (n === 1) held.push(new Uint8Array(400 * 1024 * 1024).fill(1));
              return here();
            },
          });
          const worn = pipeline.parallel({ name: "worn", params: Array.from({ length: 9 }, (_, i) => [i]), follows: heavy, run: here });`,
          after: `const [a, b, c, d] = summary.results(heavy);
          const counts = Map.groupBy(summary.results(worn), (where) => where);
          console.log(new Set(summary.results(fresh)).size, a === b, b === c, Math.max(...[...counts.values()].map((all) => all.length)) <= 3);`,
          options: "maxWorkerMemoryMB: 350, maxJobsPerWorker: 3",
        }),
      });
      const { stdout, stderr } = await project.node("pipeline.ts");
      assert.equal(stdout, "4 true false true\n", stderr);
    });

    test("a job whose worker ends is tried again in another", async (context) => {
      const project = new Project(context, {
        "pipeline.ts": script(option, {
          definitions: `const jobs = pipeline.parallel({
            name: "jobs", retries: { count: 2, delayMs: 0 }, params: [[1], [2]],
            run: ({ params: [n], attempt }) => { if (n === 1 && attempt < 3) process.exit(1); return attempt; },
          });`,
          after: "console.log(...summary.results(jobs));",
        }),
      });
      const { stdout, stderr } = await project.node("pipeline.ts");
      assert.equal(stdout, "3 1\n", stderr);
    });

    test("a module that cannot be imported where jobs run stops the run, and is told with what it printed", async (context) => {
      const project = new Project(context, {
        "pipeline.ts": script(option, {
          definitions: `if (existsSync("once")) throw new Error("not here");
          writeFileSync("once", "");
          pipeline.parallel({ name: "jobs", params: [[1], [2]], run: () => undefined });`,
        }),
      });
      const { stderr, code } = await project.node("pipeline.ts");
      assert.equal(code, 2);
      assert.match(stderr, /error\[worker-unusable\]: the module of the pipeline cannot be imported/);
      assert.match(stderr, /not here/);
    });

    test("Ctrl-C asks jobs and their children to end, and kills those that do not", async (context) => {
      const project = new Project(context, {
        "pipeline.ts": script(option, {
          definitions: `pipeline.parallel({
            name: "jobs", params: [["asked"], ["killed"], ["child"], ["waits"]],
            run: async ({ params: [what], signal, $ }) => {
              writeFileSync(what, "");
              if (what === "asked") await setTimeout(1e6, undefined, { signal }).catch(() => writeFileSync("heard", ""));
              else if (what === "killed") for (;;);
              else if (what === "child") await $\`trap '' TERM; while true; do sleep 1000; done\`;
              else execSync("sleep 1000");
            },
          });`,
          options: "graceMs: 100",
          places: 4,
        }),
      });
      const running = project.start(["pipeline.ts"]);
      for (const what of ["asked", "killed", "child", "waits"]) await made(project, what);
      running.kill("SIGINT");
      assert.equal((await running.ended).code, 130);
      assert.ok(project.files().includes("heard"));
      await gone(project);
    });

    test("the end of the run by kill -9 ends its workers, and what they run", async (context) => {
      const project = new Project(context, {
        "pipeline.ts": script(option, {
          definitions: `pipeline.parallel({
            name: "jobs", params: [["loop"], ["child"]],
            run: async ({ params: [what], $ }) => {
              if (what === "child") await $\`touch child; sleep 1000 & sleep 1000\`;
              writeFileSync(what, "");
              for (;;);
            },
          });`,
        }),
      });
      const running = project.start(["pipeline.ts"]);
      for (const what of ["loop", "child"]) await made(project, what);
      running.kill("SIGKILL");
      assert.equal((await running.ended).signal, "SIGKILL");
      await gone(project);
    });

    test("while long jobs run, nothing ticks: not in the run, and not in its workers", async (context) => {
      const project = new Project(context, {
        "pipeline.ts": script(option, {
          definitions: `const until = (file) => new Promise((resolve) => {
            const watcher = watch(".", () => { if (existsSync(file)) { watcher.close(); resolve(); } });
            if (existsSync(file)) { watcher.close(); resolve(); }
          });
          const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
          let started = 0;
          const on = ({ kind }) => { if (kind === "job-started" && ++started === 3) setImmediate(look, 1); };
          const look = (turn) => {
            const own = timers();
            if (own > 0 && turn < 3000) setImmediate(look, turn + 1);
            else writeFileSync("go", String(own));
          };
          const long = pipeline.parallel({ name: "long", params: [[1], [2]], run: async () => { await until("go"); return timers(); } });
          pipeline.originate({ name: "line", output: "made", command: "until [ -e go ]; do sleep 0.1; done; touch {output}" });`,
          after: 'console.log(readFileSync("go", "utf8"), ...summary.results(long));',
          options: "reporter: { on }",
          places: 3,
        }),
      });
      const { stdout, stderr } = await project.node("pipeline.ts");
      assert.equal(stdout, "0 0 0\n", stderr);
    });

    test("all programs of a shell line of a function are asked to end, and not its shell alone", async (context) => {
      const project = new Project(context, {
        "pipeline.ts": script(option, {
          definitions: `const stop = new AbortController();
          setInterval(() => existsSync("began") && stop.abort(), 5).unref();
          pipeline.parallel({
            name: "line",
            params: [[1]],
            run: ({ $ }) => $\`(trap 'touch asked' TERM; touch began; sleep 1000 & wait); true\`.text(),
          });`,
          options: 'signal: stop.signal, reporter: "silent"',
          caught: ".catch(({ summary }) => summary)",
          after: "console.log(summary.jobs.cancelled);",
        }),
      });
      const { stdout, stderr } = await project.node("pipeline.ts");
      assert.equal(stdout, "1\n", stderr);
      assert.deepEqual(project.files(), ["asked", "began", "pipeline.ts"]);
      await gone(project);
    });
  });
}

test("processes and threads cannot both be asked for; -j and --use-threads say how many and which", async (context) => {
  const project = new Project(context, {
    "both.ts": script("multithread", { options: "multiprocess: 3" }),
    "threads.ts": script("multithread", {
      definitions:
        'pipeline.parallel({ name: "jobs", params: [[1], [2]], run: () => console.log(isMainThread) });',
    }),
    "processes.ts": script("multiprocess", {
      definitions:
        'pipeline.parallel({ name: "jobs", params: [[1], [2]], run: () => console.log(isMainThread) });',
    }),
  });
  const both = await project.pipefish("run", "both.ts");
  assert.equal(both.code, 2);
  assert.match(both.stderr, /error\[bad-option\]: 'multiprocess' and 'multithread' are both given/);
  for (const [words, isMain, places] of [
    [["threads.ts"], false, 2],
    [["threads.ts", "-j", "3"], false, 3],
    [["processes.ts"], true, 2],
    [["processes.ts", "-j", "3"], true, 3],
    [["processes.ts", "--use-threads"], false, 2],
    [["processes.ts", "--use_threads", "-j", "3"], false, 3],
  ] as const) {
    const { stderr } = await project.pipefish("run", ...words);
    assert.match(stderr, new RegExp(`2 jobs to run, ${places} at a time`), words.join(" "));
    assert.equal(project.read(".pipefish/logs/jobs/1.log"), `${isMain}\n`, words.join(" "));
  }
});

test("workers start with the flags of Node that their run has, and without those of one process alone", async (context) => {
  const project = new Project(context, {
    "before.cjs": "globalThis.before = true;",
    "pipeline.ts": script("multiprocess", {
      definitions:
        'const jobs = pipeline.parallel({ name: "jobs", params: [[1]], run: () => globalThis.before });',
      after: "console.log(...summary.results(jobs));",
    }),
  });
  const profile = ["--cpu-prof", "--cpu-prof-dir", "profiles", "--cpu-prof-interval", "500"];
  const { stdout, stderr } = await project.node(...profile, "--require", "./before.cjs", "pipeline.ts");
  assert.equal(stdout, "true\n", stderr);
  assert.equal(project.files("profiles").length, 1);
});

test("a worker that is killed while it starts costs its job and no other", async (context) => {
  const project = new Project(context, {
    "pipeline.ts": script("multiprocess", {
      definitions: `const { env, pid } = process;
      env.SCRIPT ??= String(pid);
      if (env.SCRIPT !== String(pid) && !existsSync("killed")) {
        writeFileSync("killed", "");
        process.kill(pid, "SIGKILL");
      }
      const jobs = pipeline.parallel({ name: "jobs", params: [[1], [2], [3], [4]], jobsLimit: 1, run: () => "fine" });`,
      options: 'onError: "continue", reporter: "silent"',
      caught: ".catch(({ summary }) => summary)",
      after: "console.log(summary.jobs.done, ...summary.failures.map(({ failure }) => failure.message));",
    }),
  });
  const { stdout, stderr } = await project.node("pipeline.ts");
  assert.equal(stdout, "3 its process was ended by SIGKILL, most likely because memory ran out\n", stderr);
});
