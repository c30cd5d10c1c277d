// The outline of a module: the statements at its top as units, what it imports, and what it exports.
import type { AnyNode, Program, VariableDeclarator } from "acorn";
import { print } from "./syntax.ts";
import { isFunction, textOf } from "./tree.ts";

/** A declaration, or another statement, at the top of a module. */
export interface Unit {
  readonly node: AnyNode;
  readonly start: number;
  readonly end: number;
  /** How people call it: `helper()`, `class Stats`, `table`; undefined for a statement that declares nothing. */
  readonly title: string | undefined;
  readonly isExported: boolean;
}

/** What a name stands for that comes from another module: one of its exports, or `*`, all of them. */
export interface Import {
  readonly specifier: string;
  readonly name: string;
}

/** What stands at the top of a module. */
export interface Outline {
  readonly units: Unit[];
  /** What is imported, by the names that it has in this module. */
  readonly imports: Map<string, Import>;
  /** What is exported beside exported declarations: a name of this module, its default, or what another one exports. */
  readonly exports: Map<string, string | Unit | Import>;
  /** The modules of which everything is exported. */
  readonly stars: string[];
}

type Statement = Program["body"][number];
type Of<Type extends Statement["type"]> = Extract<Statement, { type: Type }>;

/** Outlines a module. */
export function outlineOf(program: Program): Outline {
  const outline: Outline = { units: [], imports: new Map(), exports: new Map(), stars: [] };
  for (const statement of program.body) add(statement, outline);
  return outline;
}

function add(node: Statement, outline: Outline): void {
  if (node.type === "ImportDeclaration") addImports(node, outline);
  else if (node.type === "ExportNamedDeclaration") addExports(node, outline);
  else if (node.type === "ExportAllDeclaration") addEverything(node, outline);
  else if (node.type === "ExportDefaultDeclaration") addDefault(node, outline);
  else outline.units.push(...unitsOf(node, false));
}

function addEverything({ source, exported }: Of<"ExportAllDeclaration">, { exports, stars }: Outline): void {
  const specifier = textOf(source) ?? "";
  if (exported) exports.set(nameOf(exported), { specifier, name: "*" });
  else stars.push(specifier);
}

function addDefault({ declaration }: Of<"ExportDefaultDeclaration">, { units, exports }: Outline): void {
  const unit = unitOf(declaration, false);
  const titled = unit.title === undefined ? { ...unit, title: "its default export" } : unit;
  units.push(titled);
  exports.set("default", titled);
}

function addImports(node: Of<"ImportDeclaration">, { imports }: Outline): void {
  const specifier = textOf(node.source) ?? "";
  for (const one of node.specifiers) {
    const name =
      one.type === "ImportSpecifier"
        ? nameOf(one.imported)
        : one.type === "ImportDefaultSpecifier"
          ? "default"
          : "*";
    imports.set(one.local.name, { specifier, name });
  }
}

function addExports(node: Of<"ExportNamedDeclaration">, { units, exports }: Outline): void {
  const specifier = textOf(node.source ?? undefined);
  for (const { local, exported } of node.specifiers) {
    const name = nameOf(local);
    exports.set(nameOf(exported), specifier === undefined ? name : { specifier, name });
  }
  if (node.declaration) units.push(...unitsOf(node.declaration, true));
}

function unitsOf(node: Statement, isExported: boolean): Unit[] {
  if (node.type !== "VariableDeclaration") return [unitOf(node, isExported)];
  return node.declarations.map((one) => ({
    ...unitOf(one, isExported),
    node: { ...node, declarations: [one] },
    title: variableTitle(one),
  }));
}

function unitOf(node: AnyNode, isExported: boolean): Unit {
  return { node, start: node.start, end: node.end, title: titleOf(node), isExported };
}

function titleOf(node: AnyNode): string | undefined {
  if (!("id" in node) || node.id?.type !== "Identifier") return undefined;
  return node.type.startsWith("Class") ? `class ${node.id.name}` : `${node.id.name}()`;
}

function variableTitle({ id, init }: VariableDeclarator): string {
  if (id.type !== "Identifier") return print(id);
  return init && isFunction(init) ? `${id.name}()` : id.name;
}

/** The name of an export, which may be a text. */
function nameOf(node: { readonly type: string; readonly name?: string; readonly value?: unknown }): string {
  return node.type === "Identifier" ? (node.name ?? "") : String(node.value);
}
