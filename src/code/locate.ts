// Finds the function of a task in the modules of the project: where the task is defined, or else by its text.
import type { AnyNode, CallExpression } from "acorn";
import type { Task } from "../model/task.ts";
import { Module } from "./module.ts";
import type { Project } from "./project.ts";
import type { Piece } from "./reach.ts";
import { resolve } from "./resolve.ts";
import { isFunction, keyOf, textOf } from "./tree.ts";

type JobFunction = (call: never) => unknown;

/**
 * The code of a task's function: what is written as its `run`, or the functions that have its text. None for a function
 * that stands in no module.
 *
 * @param roots modules from which those of the project can be reached
 */
export function locate(task: Task, run: JobFunction, project: Project, roots: readonly string[]): Piece[] {
  const written = writtenRun(task, project);
  if (written !== undefined && stands(written, run)) return [written];
  const found = withText(String(run), modulesFrom(roots, project));
  // Who loads TypeScript by other means than Node's gives functions another text: then what is written has to do.
  return found.length === 0 && written !== undefined && isFunction(written.node) ? [written] : found;
}

function withText(text: string, modules: readonly Module[]): Piece[] {
  return modules
    .filter(({ source }) => source.includes(text))
    .flatMap((module) =>
      module.functions
        .filter(({ start, end }) => end - start === text.length && module.source.startsWith(text, start))
        .map(({ node }) => ({ module, span: node, node })),
    );
}

/** What is written as `run` where a task is defined. */
function writtenRun({ kind, name, definition }: Task, project: Project): Piece | undefined {
  const { definedAt } = definition;
  const module = definedAt === undefined ? undefined : project.read(definedAt.file);
  if (definedAt === undefined || !(module instanceof Module)) return undefined;
  const call = module.calls.get(module.placeAt(definedAt)) ?? onlyCall(module, kind, name);
  if (call === undefined || keyOf(call.callee) !== kind) return undefined;
  const written = textOf(optionOf(call, "name"));
  const node = optionOf(call, "run");
  if (node === undefined || (written !== undefined && written !== name)) return undefined;
  return { module, span: node, node };
}

/** The call that defines a task of this name, if there is one: a place may be that in what a tool made of the module. */
function onlyCall({ calls }: Module, kind: string, name: string): CallExpression | undefined {
  const [call, ...others] = [...calls.values()].filter(
    (one) => keyOf(one.callee) === kind && textOf(optionOf(one, "name")) === name,
  );
  return others.length === 0 ? call : undefined;
}

/** The value of an option, as it is written; undefined where something that comes later may replace it. */
function optionOf({ arguments: [options] }: CallExpression, name: string): AnyNode | undefined {
  if (options?.type !== "ObjectExpression") return undefined;
  const last = options.properties.findLast((one) => one.type === "SpreadElement" || keyOf(one) === name);
  return last?.type === "Property" ? last.value : undefined;
}

/** Whether what is written is what runs: the function itself, or an expression that the top of the module explains. */
function stands({ module, span, node }: Piece, run: JobFunction): boolean {
  const spans = module.functions.filter((one) => one.node === node);
  if (spans.length === 0) return !module.captures(span);
  return spans.some(({ start, end }) => module.source.slice(start, end) === String(run));
}

function modulesFrom(roots: readonly string[], project: Project): Module[] {
  const files = new Set(roots);
  const modules: Module[] = [];
  // A set goes on to what is added while it is walked.
  for (const file of files) {
    const module = project.read(file);
    if (!(module instanceof Module)) continue;
    modules.push(module);
    for (const specifier of module.imported) {
      const target = resolve(specifier, file);
      if (target.kind === "module") files.add(target.file);
    }
  }
  return modules;
}
