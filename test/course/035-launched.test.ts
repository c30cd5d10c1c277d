// Command tasks: what each line may expect of its surroundings, though one shell starts many of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isAlive, Project } from "../support/project.ts";

function pipeline(command: string, outputs: readonly string[]): Record<string, string> {
  return {
    "pipeline.ts": `
      import { Pipeline } from "pipefish";
      const pipeline = new Pipeline("launched");
      pipeline.originate({ name: "make", output: ${JSON.stringify(outputs)}, command: ${JSON.stringify(command)} });
      export default pipeline;
    `,
  };
}

test("a line starts afresh: nothing of the line before is left in its shell", async (context) => {
  const project = new Project(
    context,
    pipeline('echo "${left-none} $PWD $-" > {output}; left=over; cd /; set +e', ["a", "b"]),
  );
  const { code, stderr } = await project.pipefish("run", "-j", "1");
  assert.equal(code, 0, stderr);
  assert.equal(project.read("b"), project.read("a"));
  assert.match(project.read("b"), /^none \S+ \w*e\w*\n$/);
});

test("each line has a process number of its own", async (context) => {
  const project = new Project(context, pipeline("echo $$ > {output}", ["a", "b", "c"]));
  const { code, stderr } = await project.pipefish("run", "-j", "1");
  assert.equal(code, 0, stderr);
  assert.equal(new Set(["a", "b", "c"].map((name) => project.read(name))).size, 3);
});

test("a line reads nothing from standard input", async (context) => {
  const project = new Project(context, pipeline("cat > {output}", ["a"]));
  const { code, stderr } = await project.pipefish("run", "-j", "2");
  assert.equal(code, 0, stderr);
  assert.equal(project.read("a"), "");
});

test("a line that is stopped for a while is waited for", async (context) => {
  const project = new Project(
    context,
    pipeline(
      "(while ! grep -q ' T ' /proc/$$/stat; do :; done; kill -CONT $$) & kill -STOP $$; echo on > {output}",
      ["a"],
    ),
  );
  const { code, stderr } = await project.pipefish("run", "-j", "2");
  assert.equal(code, 0, stderr);
  assert.equal(project.read("a"), "on\n");
});

test("what a line leaves in the background ends with it", async (context) => {
  const project = new Project(context, pipeline("sleep 1000 & echo $! > {output}", ["a"]));
  const { code, stderr } = await project.pipefish("run", "-j", "2");
  assert.equal(code, 0, stderr);
  assert.equal(isAlive(Number(project.read("a"))), false);
});

test("a line that is killed has failed, with the signal in words", async (context) => {
  const project = new Project(context, pipeline("kill -KILL $$", ["a"]));
  const { code, stderr } = await project.pipefish("run", "-j", "2");
  assert.equal(code, 1);
  assert.match(stderr, /exit code 137/);
  assert.match(stderr, /killed/);
});

test("a line of many kilobytes runs", async (context) => {
  const words = "x".repeat(100_000);
  const project = new Project(context, pipeline(`: ${words}; echo ok > {output}`, ["a"]));
  const { code, stderr } = await project.pipefish("run", "-j", "2");
  assert.equal(code, 0, stderr);
  assert.equal(project.read("a"), "ok\n");
});

test("what a program leaves in the background ends with the run", async (context) => {
  const project = new Project(context, pipeline("sh -c 'sleep 1000 & echo $! > {output}'", ["a", "b"]));
  const { code, stderr } = await project.pipefish("run", "-j", "2");
  assert.equal(code, 0, stderr);
  for (const name of ["a", "b"]) assert.equal(isAlive(Number(project.read(name))), false);
});

test("what a program that failed leaves in the background ends with it", async (context) => {
  const project = new Project(
    context,
    pipeline("sh -c 'sleep 1000 & echo $! > left-{output}; exit 3'", ["a", "b"]),
  );
  const { code, stderr } = await project.pipefish("run", "-j", "1", "--on-error", "continue");
  assert.equal(code, 1);
  assert.match(stderr, /exit code 3/);
  for (const name of ["left-a", "left-b"]) assert.equal(isAlive(Number(project.read(name))), false);
});

test("a program that ends itself and its group by a signal has failed, and harms no other", async (context) => {
  const project = new Project(
    context,
    pipeline(`sh -c 'test {output} = b || kill -KILL 0; echo ok > {output}'`, ["a", "b", "c"]),
  );
  const { code, stderr } = await project.pipefish("run", "-j", "1", "--on-error", "continue");
  assert.equal(code, 1);
  assert.match(stderr, /2 failed/);
  assert.equal(project.read("b"), "ok\n");
});

test("of a line that kills the shell which started it, it is told that it was cut off", async (context) => {
  for (const line of ["kill -KILL $PPID; sleep 1000", "sh -c 'kill -KILL $PPID; sleep 1000'"]) {
    const project = new Project(context, pipeline(line, ["a"]));
    const { code, stderr } = await project.pipefish("run", "-j", "2");
    assert.equal(code, 1);
    assert.match(stderr, /ended {4}the command was cut off: the shell that had started it was ended/);
  }
});

test("programs get their names as they are, whatever is in them", async (context) => {
  const names = ["it's", 'a "b"', "$HOME", "`x`", "a*", "new\nline", "-n", " ", "~", "a&b"];
  const project = new Project(context, pipeline("touch -- {output}", names));
  const { code, stderr } = await project.pipefish("run", "-j", "2");
  assert.equal(code, 0, stderr);
  for (const name of names) assert.equal(project.read(name), "");
});
