// The code of a project as its modules have it now: what the function of each task is made of.
import { realpathSync } from "node:fs";
import type { Task } from "../model/task.ts";
import { TaskSet } from "../model/task-set.ts";
import type { Part } from "../plan/fingerprint.ts";
import type { Code } from "../plan/ports.ts";
import { locate } from "./locate.ts";
import { ownText } from "./own-text.ts";
import { Project } from "./project.ts";
import { pieceOf, Reach } from "./reach.ts";
import { rootOf } from "./resolve.ts";

/**
 * Opens the code of a project.
 *
 * @param script the module with which the program began
 */
export function openCode(script: string | undefined): Code {
  let last: { readonly tasks: unknown; readonly project: Project; readonly parts: Part[][] } | undefined;
  return {
    partsOf(tasks) {
      if (last?.tasks === tasks && last.project.isAsRead()) return last.parts;
      const places = tasks.flatMap(({ definition: { definedAt }, pipeline }) => [
        definedAt,
        pipeline instanceof TaskSet ? pipeline.definedAt : undefined,
      ]);
      const definitions = places.filter((place) => place !== undefined);
      const roots = [...new Set([...definitions.map(({ file }) => file), ...real(script)])];
      const project = new Project(rootOf(roots[0] ?? process.cwd()), definitions);
      last = { tasks, project, parts: tasks.map((task) => partsOf(task, project, roots)) };
      return last.parts;
    },
    isEdited: () => last?.project.isWrittenSince(performance.timeOrigin) ?? false,
  };
}

function real(script: string | undefined): string[] {
  try {
    return script === undefined ? [] : [realpathSync(script)];
  } catch {
    return [];
  }
}

function partsOf(task: Task, project: Project, roots: readonly string[]): Part[] {
  const { action, version } = task.definition;
  const given = version === undefined ? [] : [{ name: "version", text: String(version) }];
  if (action.kind === "command") return [{ name: "its command", text: action.line }, ...given];
  if (action.kind === "directory") return given;
  const pieces = locate(task, action.run, project, roots);
  if (pieces.length === 0) return [{ name: "its function", text: ownText(action.run) }, ...given];
  const reach = new Reach(project);
  reach.add("its function", ...pieces);
  const around = pieces.filter(({ module, span }) => module.captures(span));
  const units = around.flatMap(({ module, span }) => {
    const unit = module.unitAt(span.start);
    return unit === undefined ? [] : [pieceOf(module, unit)];
  });
  reach.add("the code around its function", ...units);
  return [...reach.parts, ...given];
}
