// Walks syntax trees: what a module calls, loads, and changes.
import type { AnyNode, CallExpression, NewExpression } from "acorn";

/** Visits a node and all below it, parents first; what is below a node is left out when `visit` says false. */
export function walk(node: AnyNode, visit: (node: AnyNode) => boolean | undefined): void {
  if (visit(node) === false) return;
  for (const value of Object.values(node) as unknown[]) {
    if (Array.isArray(value)) for (const item of value) isNode(item) && walk(item, visit);
    else if (isNode(value)) walk(value, visit);
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

/** Whether a node is a function of whatever form. */
export function isFunction(node: AnyNode): boolean {
  return /^(Arrow)?Function/.test(node.type);
}

/** The place at which Node sees a call: of a method, that of its name. */
export function anchorOf(call: CallExpression | NewExpression): number {
  const { type, callee } = call;
  return type === "CallExpression" && callee.type === "MemberExpression" ? callee.property.start : call.start;
}

/** The name of a property that is written as it is: `a.name`, `{ name: … }`. */
export function keyOf(node: AnyNode): string | undefined {
  if (node.type === "MemberExpression") return node.computed ? textOf(node.property) : nameOf(node.property);
  if (node.type === "Property" && !node.computed) return nameOf(node.key) ?? textOf(node.key);
  return undefined;
}

function nameOf(node: AnyNode): string | undefined {
  return node.type === "Identifier" ? node.name : undefined;
}

/** The value of a text that is written as it is. */
export function textOf(node: AnyNode | undefined): string | undefined {
  return node?.type === "Literal" && typeof node.value === "string" ? node.value : undefined;
}

/** The module that `import("…")` or `require("…")` loads, where it is written as it is. */
export function loadedBy(node: AnyNode): string | undefined {
  if (node.type === "ImportExpression") return textOf(node.source);
  const isRequire = node.type === "CallExpression" && nameOf(node.callee) === "require";
  return isRequire ? textOf(node.arguments[0]) : undefined;
}

/**
 * The names of the variables whose values a statement changes by itself: `x = 1`, `[x] = [1]`, `x.y = 1`, `x.set(1)`,
 * `Object.assign(x)`.
 */
export function changedBy(statement: AnyNode): Set<string> {
  const names = new Set<string>();
  walk(statement, (node) => {
    if (isFunction(node)) return false;
    if (node.type === "ExpressionStatement") for (const name of changedIn(node.expression)) names.add(name);
    return undefined;
  });
  return names;
}

function changedIn(node: AnyNode): string[] {
  if (node.type === "AssignmentExpression") return rootsOf(node.left);
  if (node.type === "SequenceExpression") return node.expressions.flatMap(changedIn);
  if (node.type === "ChainExpression") return changedIn(node.expression);
  if (node.type === "CallExpression") return callRoots(node);
  return "argument" in node && node.argument ? changedIn(node.argument) : rootsOf(node);
}

/** A call may change the object of which it is a method, and all that it is given. */
function callRoots({ callee, arguments: given }: CallExpression): string[] {
  const roots = rootsOf(callee);
  return roots[0] === "console" ? [] : [...roots, ...given.flatMap(rootsOf)];
}

function rootsOf(node: AnyNode): string[] {
  if (node.type === "Identifier") return [node.name];
  if (node.type === "ArrayPattern") return node.elements.flatMap((one) => (one === null ? [] : rootsOf(one)));
  if (node.type === "ObjectPattern") return node.properties.flatMap(rootsOf);
  if (node.type === "Property") return rootsOf(node.value);
  if (node.type === "AssignmentPattern") return rootsOf(node.left);
  if (node.type === "RestElement") return rootsOf(node.argument);
  if (node.type === "MemberExpression") return rootsOf(node.object);
  if (node.type === "CallExpression") return rootsOf(node.callee);
  return node.type === "ChainExpression" ? rootsOf(node.expression) : [];
}
