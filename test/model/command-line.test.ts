import assert from "node:assert/strict";
import { test } from "node:test";
import { commandMistake, fillCommand } from "../../src/model/command-line.ts";

const values = {
  input: ["a b.txt", "c.txt"],
  output: { bam: "x.bam", dir: "it's" },
  extras: { n: 3 },
  task: "sort",
};

test("holes are filled with quoted words, an array with several", () => {
  assert.equal(fillCommand("cat {input} > {output[bam]}", values), "cat 'a b.txt' c.txt > x.bam");
  assert.equal(
    fillCommand("echo {output.dir} {extras.n} {input[1]} {task}", values),
    "echo 'it'\\''s' 3 c.txt sort",
  );
});

test("other braces of the shell are left alone", () => {
  const line = "awk '{print $1}' ${HOME} {a,b} {{input}}";
  assert.equal(fillCommand(line, values), "awk '{print $1}' ${HOME} {a,b} {input}");
});

test("a record needs a key", () => {
  assert.throws(
    () => fillCommand("cp {output} x", values),
    /\{output\} is a record; name one of its keys, such as \{output\[bam\]\}/,
  );
});

test("a hole that is nearly the name of a part of the job is a mistake", () => {
  assert.equal(commandMistake("cat {inptu}"), "'{inptu}' names no part of a job; did you mean '{input}'?");
  assert.equal(commandMistake("awk '{print}' {input}"), undefined);
});
