// Two forked processes and Node's own channel: how data moves with no marshaller but Node's.
// node fork.ts json|advanced KIND SIZE MS
import { fork, type SerializationType } from "node:child_process";
import { fileURLToPath } from "node:url";
import { timeCalls } from "./payload.ts";

const [serialization, ...what] = process.argv.slice(2);
const echo = fileURLToPath(new URL("echo.cjs", import.meta.url));
const workers = [0, 1].map(() => {
  const waiting: ((answer: unknown) => void)[] = [];
  const child = fork(echo, ["fork"], { serialization: serialization as SerializationType });
  child.on("message", (answer) => waiting.shift()?.(answer));
  return { child, waiting };
});

function call(value: object): Promise<unknown> {
  const least = workers.reduce((a, b) => (b.waiting.length < a.waiting.length ? b : a));
  return new Promise((resolve) => {
    least.waiting.push(resolve);
    least.child.send(value);
  });
}

await timeCalls(call, what);
for (const { child } of workers) child.disconnect();
