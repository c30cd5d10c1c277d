// Gathers what a piece of code reaches in the modules of the project: the declarations that it uses, what these use, and so
// on. Each is a part with its code in a fixed layout, and above that what its imported names stand for.
import type { AnyNode } from "acorn";
import type { Part } from "../plan/fingerprint.ts";
import { Module, type Span } from "./module.ts";
import type { Import, Unit } from "./outline.ts";
import type { OtherFile, Project } from "./project.ts";
import { resolve } from "./resolve.ts";
import { print } from "./syntax.ts";
import { anchorOf } from "./tree.ts";

/** A piece of code in a module. */
export interface Piece {
  readonly module: Module;
  readonly span: Span;
  readonly node: AnyNode;
}

/** What an import stands for. */
type Meaning =
  | { readonly module: Module; readonly unit: Unit }
  /** A module with all that it has. */
  | { readonly whole: Module | OtherFile }
  /** Something outside the project. */
  | { readonly outside: string };

/** Gathers parts from where it is told to begin. */
export class Reach {
  readonly #project: Project;
  readonly #parts = new Map<string, string>();
  readonly #waiting: { readonly name: string; readonly pieces: readonly Piece[] }[] = [];

  constructor(project: Project) {
    this.#project = project;
  }

  /** Adds pieces of code, as one part, with all that they reach. */
  add(name: string, ...pieces: readonly Piece[]): void {
    this.#wait(name, pieces);
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      this.#parts.set(next.name, next.pieces.map((piece) => this.#textOf(piece)).join("\n"));
    }
  }

  /** The parts, in the order of their names. */
  get parts(): Part[] {
    const parts = [...this.#parts].map(([name, text]) => ({ name, text }));
    return parts.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #wait(name: string, pieces: readonly Piece[]): void {
    if (pieces.length === 0 || this.#parts.has(name)) return;
    // Taken, so that nothing goes round for ever; the text comes when its turn does.
    this.#parts.set(name, "");
    this.#waiting.push({ name, pieces });
  }

  #textOf({ module, span, node }: Piece): string {
    const lines = module.uses(span).flatMap((name) => this.#use(module, name));
    for (const specifier of module.loads(span)) this.#take(this.#meaningOf(module, { specifier, name: "*" }));
    return [...lines, printed(module, span, node)].join("\n");
  }

  /** Takes what a name at the top of a module stands for; says what that is if it is imported. */
  #use(module: Module, use: string): string[] {
    const [name = "", member] = use.split(".");
    const found = module.named(name);
    if (found === undefined) return [];
    if (!("specifier" in found)) {
      if (this.#isDefinition(module, found)) return [];
      this.#take({ module, unit: found });
      this.#takeChanging(module, name);
      return [];
    }
    const meaning = this.#meaningOf(module, member === undefined ? found : { ...found, name: member });
    this.#take(meaning);
    // A call of what is outside the project is mostly none that changes it: a directory is made, say.
    if (!("outside" in meaning)) this.#takeChanging(module, name);
    return [`// ${use}: ${this.#titleOf(meaning)}`];
  }

  /** Takes the statements of a module that change the value of what has a name in it, be it its own or imported. */
  #takeChanging(module: Module, name: string): void {
    const changing = module.changing(name).map((statement) => pieceOf(module, statement));
    this.#wait(`what changes ${name} in ${this.#project.nameOf(module)}`, changing);
  }

  #take(meaning: Meaning): void {
    if ("unit" in meaning) this.#wait(this.#titleOf(meaning), [pieceOf(meaning.module, meaning.unit)]);
    else if ("whole" in meaning) this.#takeWhole(meaning.whole);
  }

  #takeWhole(module: Module | OtherFile): void {
    const name = `all of ${this.#project.nameOf(module)}`;
    if (!(module instanceof Module)) this.#parts.set(name, module.text);
    else if (!this.#parts.has(name)) {
      const units = module.units.filter((unit) => !this.#isDefinition(module, unit));
      this.#wait(
        name,
        units.map((unit) => pieceOf(module, unit)),
      );
      for (const passed of module.passedOn) this.#take(this.#meaningOf(module, passed));
    }
  }

  /** Follows an import to where the thing is declared. */
  #meaningOf(from: Module, { specifier, name }: Import, seen: readonly string[] = []): Meaning {
    const target = resolve(specifier, from.file);
    const outside = name === "*" ? specifier : `${name} of ${specifier}`;
    if (target.kind === "package") this.#parts.set(`package ${target.name}`, target.version);
    if (target.kind !== "module") return { outside };
    const module = this.#project.read(target.file);
    const key = `${target.file} ${name}`;
    if (!(module instanceof Module) || name === "*" || seen.includes(key)) return { whole: module };
    const found = module.exported(name);
    if (found !== undefined && !("specifier" in found)) return { module, unit: found };
    const further = found === undefined ? module.passedOn.filter((one) => one.name === "*") : [found];
    for (const next of further) {
      const meaning = this.#meaningOf(module, found ?? { ...next, name }, [...seen, key]);
      if ("unit" in meaning || found !== undefined) return meaning;
    }
    return { whole: module };
  }

  #titleOf(meaning: Meaning): string {
    if ("outside" in meaning) return meaning.outside;
    if ("whole" in meaning) return this.#project.nameOf(meaning.whole);
    return `${meaning.unit.title ?? "the code"} in ${this.#project.nameOf(meaning.module)}`;
  }

  #isDefinition(module: Module, { node }: Unit): boolean {
    const init = node.type === "VariableDeclaration" ? node.declarations[0]?.init : undefined;
    if (init?.type !== "CallExpression" && init?.type !== "NewExpression") return false;
    return this.#project.isDefinition(module, anchorOf(init));
  }
}

/** A unit of a module as a piece of code. */
export function pieceOf(module: Module, unit: Unit): Piece {
  return { module, span: unit, node: unit.node };
}

/** The code in a fixed layout; as it is written where it uses what the printer does not know yet. */
function printed(module: Module, { start, end }: Span, node: AnyNode): string {
  try {
    return print(node);
  } catch {
    return module.source.slice(start, end);
  }
}
