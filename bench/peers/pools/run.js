// The workloads with nothing around them: no check of what is up to date, no history, no logs, no failures. What an
// engine adds is to be seen beside it.
// node run.js fork|piscina|tinypool|workerpool WAY flat|chain
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { makePool } from "./pool.js";

const [name, way, shape] = process.argv.slice(2);
// Pools from npm take a job a call, as they are used; what is handed out by the dozen waits less.
const dozen = name === "fork" ? 64 : 1;
const pool = await makePool(name, way, fileURLToPath(new URL("shout.cjs", import.meta.url)));
const names = readdirSync("in").sort();

if (shape === "flat") await stage("in", "out");
else {
  await stage("in", "mid");
  await stage("mid", "out");
  await pool.call([{ inputs: names.map((file) => `out/${file}`), output: "merged.txt" }]);
}
await pool.end();

async function stage(from, to) {
  const jobs = names.map((file) => ({ inputs: [`${from}/${file}`], output: `${to}/${file}` }));
  const calls = Array.from({ length: Math.ceil(jobs.length / dozen) }, (_, i) => {
    return pool.call(jobs.slice(i * dozen, (i + 1) * dozen));
  });
  await Promise.all(calls);
}
