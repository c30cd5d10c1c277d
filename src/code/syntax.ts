// The door to the libraries that read JavaScript. They are loaded when the first module is read: a run that has nothing to
// do does not pay for them.
import { createRequire } from "node:module";
import type { AnyNode, Program } from "acorn";

/** The use of a variable. */
export interface Reference {
  readonly name: string;
  readonly start: number;
  /** The function, loop or block to which the variable belongs; undefined for a variable at the top of the module. */
  readonly scope: AnyNode | undefined;
}

/** The variables of a module. */
export interface Variables {
  /** Those at its top, imported ones too, each with a place where it is declared. */
  readonly top: ReadonlyMap<string, number>;
  readonly references: readonly Reference[];
}

const require = createRequire(import.meta.url);

interface Libraries {
  readonly acorn: typeof import("acorn");
  readonly astring: typeof import("astring");
  readonly scope: typeof import("eslint-scope");
}

let loaded: Libraries | undefined;

function libraries(): Libraries {
  loaded ??= {
    acorn: require("acorn") as typeof import("acorn"),
    astring: require("astring") as typeof import("astring"),
    scope: require("eslint-scope") as typeof import("eslint-scope"),
  };
  return loaded;
}

/** Parses a module. @throws {SyntaxError} */
export function parse(source: string): Program {
  return libraries().acorn.parse(source, {
    ecmaVersion: "latest",
    sourceType: "module",
    // The modules of CommonJS are bodies of functions.
    allowReturnOutsideFunction: true,
    ranges: true,
  });
}

/** Writes code in one fixed layout, without comments: two pieces that say the same thing are the same text. */
export function print(node: AnyNode): string {
  const { generate, GENERATOR } = libraries().astring;
  const generator = {
    ...GENERATOR,
    Literal(literal: { value?: unknown; raw?: string }, state: { write(text: string): void }) {
      const { value, raw = "" } = literal;
      state.write(
        typeof value === "string" ? JSON.stringify(value) : typeof value === "number" ? String(value) : raw,
      );
    },
  };
  return generate(node as never, { generator: generator as never });
}

/** Finds the variables of a module and where they are used. */
export function variablesOf(program: Program): Variables {
  const { scopes } = libraries().scope.analyze(program as never, { ecmaVersion: 2025, sourceType: "module" });
  const top = new Map<string, number>();
  const references: Reference[] = [];
  for (const { type, block, variables } of scopes) {
    if (type === "global") continue;
    const scope = type === "module" ? undefined : (block as unknown as AnyNode);
    for (const { name, identifiers, references: uses } of variables) {
      const [declaration] = identifiers as unknown as AnyNode[];
      if (scope === undefined && declaration !== undefined) top.set(name, declaration.start);
      for (const { identifier } of uses)
        references.push({ name, start: (identifier as unknown as AnyNode).start, scope });
    }
  }
  return { top, references };
}
