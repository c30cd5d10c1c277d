// A module of the project: its outline, and what pieces of it use, load and change. Knows nothing of other modules.
import type { AnyNode, CallExpression } from "acorn";
import type { Place } from "../base/place.ts";
import { type Import, type Outline, outlineOf, type Unit } from "./outline.ts";
import { parse, type Reference, variablesOf } from "./syntax.ts";
import { anchorOf, changedBy, isFunction, keyOf, loadedBy, walk } from "./tree.ts";

/** A piece of a module. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A function; its span is what JavaScript gives as its text, which of a method is more than the node. */
export interface FunctionSpan extends Span {
  readonly node: AnyNode;
}

/** A module whose code has been read. */
export class Module {
  readonly file: string;
  readonly source: string;
  /** Calls by the place at which Node sees them. */
  readonly calls: Map<number, CallExpression> = new Map();
  readonly functions: FunctionSpan[] = [];
  readonly #outline: Outline;
  readonly #references: readonly Reference[];
  readonly #declared = new Map<string, Unit>();
  /** What is used of an object, by the place at which its name stands. */
  readonly #members = new Map<number, string>();
  readonly #loads: { readonly start: number; readonly specifier: string }[] = [];
  readonly #changed = new Map<Unit, ReadonlySet<string>>();

  /** @param source JavaScript @throws {SyntaxError} */
  constructor(file: string, source: string) {
    this.file = file;
    this.source = source;
    const program = parse(source);
    this.#outline = outlineOf(program);
    const { top, references } = variablesOf(program);
    this.#references = references;
    for (const [name, place] of top) {
      const unit = this.unitAt(place);
      if (unit !== undefined) this.#declared.set(name, unit);
    }
    walk(program, (node) => this.#note(node));
  }

  /** The statements at its top. */
  get units(): readonly Unit[] {
    return this.#outline.units;
  }

  /** The modules that it imports before it runs. */
  get imported(): ReadonlySet<string> {
    const all = [...this.#outline.imports.values(), ...this.passedOn];
    return new Set(all.map(({ specifier }) => specifier));
  }

  /** What it exports of other modules; with `*`, everything. */
  get passedOn(): readonly Import[] {
    const { exports, stars } = this.#outline;
    const named = [...exports.values()].filter((one) => typeof one === "object" && "specifier" in one);
    return [...named, ...stars.map((specifier) => ({ specifier, name: "*" }))];
  }

  /** What a name at its top stands for. */
  named(name: string): Unit | Import | undefined {
    return this.#declared.get(name) ?? this.#outline.imports.get(name);
  }

  /** What it exports by a name, as far as it says so by name itself. */
  exported(name: string): Unit | Import | undefined {
    const found = this.#outline.exports.get(name);
    if (typeof found === "string") return this.named(found);
    if (found !== undefined) return found;
    const unit = this.#declared.get(name);
    return unit?.isExported === true ? unit : undefined;
  }

  /** The place of a line and a column, which count from 1. */
  placeAt({ line, column }: Pick<Place, "line" | "column">): number {
    let start = 0;
    for (let passed = 1; passed < line && start >= 0; passed += 1)
      start = this.source.indexOf("\n", start) + 1 || -1;
    return start < 0 ? -1 : start + column - 1;
  }

  /** The unit in which a place is. */
  unitAt(place: number): Unit | undefined {
    return this.units.find(({ start, end }) => start <= place && place < end);
  }

  /** The names at its top that a piece uses; of `import * as all`, `all.name` where only that is used. */
  uses(span: Span): string[] {
    const used = this.#within(span).filter(({ scope }) => scope === undefined);
    const names = used.map(({ name, start }) => {
      const member = this.#outline.imports.get(name)?.name === "*" ? this.#members.get(start) : undefined;
      return member === undefined ? name : `${name}.${member}`;
    });
    return [...new Set(names)].sort();
  }

  /** Whether a piece uses variables of a function or loop around it: only a running program has their values. */
  captures(span: Span): boolean {
    return this.#within(span).some(
      ({ scope }) => scope !== undefined && scope.start < span.start && span.end <= scope.end,
    );
  }

  #within({ start, end }: Span): Reference[] {
    return this.#references.filter((reference) => start <= reference.start && reference.start < end);
  }

  /** The modules that a piece loads as it runs, by `import()` or `require()`. */
  loads({ start, end }: Span): string[] {
    const found = this.#loads.filter((load) => start <= load.start && load.start < end);
    return found.map(({ specifier }) => specifier);
  }

  /** The statements that change the value of a variable at its top. */
  changing(name: string): Unit[] {
    return this.units.filter((unit) => unit.title === undefined && this.#changedBy(unit).has(name));
  }

  #changedBy(unit: Unit): ReadonlySet<string> {
    const known = this.#changed.get(unit) ?? changedBy(unit.node);
    this.#changed.set(unit, known);
    return known;
  }

  #note(node: AnyNode): undefined {
    const { start, end } = node;
    if (node.type === "CallExpression") this.calls.set(anchorOf(node), node);
    if (node.type === "MemberExpression") {
      const key = keyOf(node);
      if (key !== undefined) this.#members.set(node.object.start, key);
    }
    const specifier = loadedBy(node);
    if (specifier !== undefined) this.#loads.push({ start, specifier });
    if (isFunction(node)) this.functions.push({ node, start, end });
    if (node.type === "Property" && node.method) this.functions.push({ node: node.value, start, end });
    if (node.type === "MethodDefinition") {
      const isStatic = /^static\s+/.exec(this.source.slice(start, end));
      this.functions.push({ node: node.value, start: start + (isStatic?.[0].length ?? 0), end });
    }
  }
}
