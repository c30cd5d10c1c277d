// Writes what the pages about task kinds show of their examples: the jobs, and the drawings. `npm run docs`
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { draw } from "./draw.ts";
import { kindOf, tryExample } from "./example.ts";
import { withJobs } from "./jobs.ts";

process.env["NO_COLOR"] = "1";
const folder = fileURLToPath(new URL("../tasks/", import.meta.url));
for (const name of readdirSync(folder).filter((file) => file.endsWith(".md"))) {
  const page = readFileSync(`${folder}${name}`, "utf8");
  const kind = kindOf(name);
  const tried = await tryExample(page, kind);
  writeFileSync(`${folder}${name}`, withJobs(page, tried));
  writeFileSync(`${folder}img/${name.replace(".md", ".svg")}`, draw(tried.after, kind));
}
