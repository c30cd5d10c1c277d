// Two forked processes that are handed jobs by the dozen, and nothing around them: no check of what is up to date, no
// history, no logs, no failures. What an engine adds is to be seen beside it.
import { fork } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const dozen = 64;

if (process.send === undefined) run();
else serve();

function run() {
  const names = readdirSync("in");
  for (let i = 0; i < 2; i += 1) {
    const child = fork(fileURLToPath(import.meta.url));
    const give = () => {
      if (names.length > 0) child.send(names.splice(-dozen));
      else child.disconnect();
    };
    child.on("message", give);
    give();
  }
}

function serve() {
  process.on("message", (names) => {
    for (const name of names) writeFileSync(`out/${name}`, readFileSync(`in/${name}`, "utf8").toUpperCase());
    process.send(names.length);
  });
}
