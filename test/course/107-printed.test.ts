// What jobs print, in processes and in threads: each job has all of its own in its own log, and nothing of another.
import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { describe, test } from "node:test";
import { Project } from "../support/project.ts";
import { options, script } from "../support/scripted.ts";

for (const option of options) {
  describe(option, () => {
    test("what a job and its children print is in its own log, in the order in which it was printed", async (context) => {
      const lines = 2000;
      const project = new Project(context, {
        "pipeline.ts": script(option, {
          definitions: `pipeline.parallel({
            name: "loud",
            params: [[1], [2], [3], [4]],
            run: async ({ params: [n], log, $ }) => {
              for (let i = 0; i < ${lines}; i += 1) {
                const line = n + " " + i;
                if (i % 500 === 1) await $\`echo \${line}\`;
                else if (i % 500 === 2) execSync("echo " + line + " >&2");
                else [console.log, console.error, (text) => process.stdout.write(text + "\\n"), log.warn][i % 4](line);
              }
            },
          });`,
          options: 'logFile: "run.log", reporter: "silent"',
        }),
      });
      const { stderr, code } = await project.node("pipeline.ts");
      assert.equal(code, 0, stderr);
      for (const n of [1, 2, 3, 4]) {
        const printed = project.read(`.pipefish/logs/loud/${n}.log`).trimEnd().split("\n");
        assert.deepEqual(
          printed.map((line) => line.replace(/^.* warn {2}/, "")),
          Array.from({ length: lines }, (_, i) => `${n} ${i}`),
        );
        const logged = project
          .read("run.log")
          .split("\n")
          .filter((line) => line.includes(` loud job ${n} | `));
        const wanted = Array.from({ length: lines }, (_, i) => i).filter((i) => i % 4 === 3);
        assert.deepEqual(
          logged.map((line) => line.replace(/^.* \| /, "")),
          wanted.map((i) => `${n} ${i}`),
        );
      }
    });

    test("what a job left behind prints to its own log, and never to that of the next", async (context) => {
      const project = new Project(context, {
        "pipeline.ts": script(option, {
          definitions: `const until = async (file) => { while (!existsSync(file)) await setTimeout(1); };
          const late = (name, before) => pipeline.parallel({
            name,
            params: [[1]],
            run: async ({ log, $ }) => {
              before();
              spawn("sh", ["-c", "until [ -e go ]; do sleep 0.01; done; echo child; echo > " + name + ".child"], {
                stdio: ["ignore", isMainThread ? "inherit" : "ignore", "ignore"],
              });
              until("go").then(() => { console.log("late"); log.info("later"); writeFileSync(name + ".late", ""); });
            },
          });
          const late1 = late("silent", () => undefined), late2 = late("loud", () => console.log("first"));
          const left = ["silent.late", "loud.late", "silent.child", "loud.child"];
          pipeline.parallel({
            name: "next",
            params: [[1]],
            follows: [late1, late2],
            run: async () => {
              writeFileSync("go", "");
              for (const name of left) await until(name);
              console.log("next");
            },
          });`,
        }),
      });
      const { stderr, code } = await project.node("pipeline.ts");
      assert.equal(code, 0, stderr);
      assert.deepEqual(readdirSync(project.path(".pipefish/logs")).sort(), ["loud", "next", "silent"]);
      assert.equal(project.read(".pipefish/logs/next/1.log"), "next\n");
      assert.match(project.read(".pipefish/logs/silent/1.log"), /^late\n.* later\n$/);
      assert.match(
        project.read(".pipefish/logs/loud/1.log"),
        /^first\n(child\n)?late\n(child\n)?.* later\n(child\n)?$/,
      );
    });

    test("a flood of output is a file of a gigabyte, and nothing that the run has to hold", async (context) => {
      const project = new Project(context, {
        "pipeline.ts": script(option, {
          definitions: `const chunk = Buffer.alloc(16 * 1024 * 1024, "all work and no play\\n");
          pipeline.parallel({
            name: "jobs", params: [["flood"], ["good"], ["good"], ["good"], ["good"]],
            run: ({ params: [what] }) => {
              if (what === "good") console.log("fine");
              else for (let i = 0; i < 64; i += 1) process.stdout.write(chunk);
            },
          });`,
          after: "console.log(summary.jobs.done, process.resourceUsage().maxRSS < 400 * 1024);",
        }),
      });
      const { stdout, stderr } = await project.node("pipeline.ts");
      assert.equal(stdout, "5 true\n", stderr);
      const logs = [1, 2, 3, 4, 5].map((n) => statSync(project.path(`.pipefish/logs/jobs/${n}.log`)).size);
      assert.deepEqual(logs, [2 ** 30, 5, 5, 5, 5]);
    });
  });
}
