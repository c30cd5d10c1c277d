// Which shell lines are one program with its words, and need no shell of their own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { plainLine } from "../../src/executors/plain-line.ts";

for (const line of [
  "cat in/a.txt",
  "cat 'it is $HOME; rm -rf' \"a b\" -n",
  "tr a-z A-Z < in.txt > out.txt",
  "cat in/*.txt >> all",
  "sort -k2,2n --output=x a.txt 2>err '[' > \"x\"",
]) {
  test(`a program with its words is plain: ${line}`, () => assert.equal(plainLine(line), line));
}

for (const [what, line] of Object.entries({
  "a variable": "cat $HOME",
  "a pipe": "cat a | sort",
  "a pipe behind many words": `cat ${"genomes/of-bacteria.fa ".repeat(40)}| wc -c`,
  "two commands": "cat a; cat b",
  "a command behind another": "cat a && cat b",
  "a command in the background": "cat a & cat b",
  "a subshell": "(cat a)",
  "a substitution": "cat `ls`",
  "a substitution in quotes": 'cat "$(ls)"',
  "a variable of its own": "LC_ALL=C sort a",
  braces: "cat {a,b}",
  "a comment": "cat a # b",
  "an escape": "cat a\\ b",
  "a range of letters": "cat [ab].txt",
  "a home": "cat ~/a",
  "a text in place of a file": "cat <<< a",
  "a redirection to nowhere": "cat a >",
  "a redirection of a redirection": "cat a > > b",
  "a program that leaves its group": "timeout 5 cat a",
  "words over two lines": "cat 'a\nb'",
  "a history mark": 'cat "a!"',
  "two lines": "cat a\ncat b",
  "a quote that is not closed": "cat 'a",
  "a command of the shell's own": "echo -e a",
  "a word of the shell's own": "if",
  "no program": "no-such-program-anywhere a",
  "a path, which may not be there": "./tool a",
  nothing: "",
})) {
  test(`${what} needs a shell: ${JSON.stringify(line)}`, () => assert.equal(plainLine(line), undefined));
}

test("a long line that is not plain is found out at once", () => {
  assert.equal(plainLine(`cat ${"'a file' ".repeat(5_000)}${"x".repeat(50_000)} | wc -c`), undefined);
});
