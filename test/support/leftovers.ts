// Looks for processes that a run left behind.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { isAlive, type Project } from "./project.ts";

/** Processes that run in the project's folder. */
export function left(project: Project): string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return (
        /^\d+$/.test(pid) &&
        isAlive(Number(pid)) &&
        readFileSync(`/proc/${pid}/environ`, "utf8").includes(`PIPEFISH_TEST=${project.directory}\0`)
      );
    } catch {
      return false;
    }
  });
}

/** Waits until no process runs in the project's folder. */
export async function gone(project: Project): Promise<void> {
  for (let turn = 0; left(project).length > 0; turn += 1) {
    assert.ok(turn < 2000, `processes are left: ${left(project).join(", ")}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
