// Templates with holes in braces: `{path[0]}/{basename[0]}.bam`, `{input.bam}`. Parsed once, filled many times.

/** A piece of a template: text as it is, or a hole that names a field and steps into it by index or key. */
export type Piece = string | Hole;

/** A hole: `{subdir[0][2]}` has the name `subdir` and the steps `["0", "2"]`. */
export interface Hole {
  readonly name: string;
  readonly steps: readonly string[];
  /** The hole as it was written, braces included. */
  readonly text: string;
}

/** Thrown when a template cannot be parsed or filled; `kind` tells a mistake from a name that does not match. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
  /** `syntax`: the template is wrong whatever the input. `absent`: this input has no such field. */
  readonly kind: "syntax" | "absent";

  constructor(kind: "syntax" | "absent", message: string) {
    super(message);
    this.kind = kind;
  }
}

const holePattern = /^(\w+)((?:\[[\w.$ -]+\])*)$/;

/** Literal braces, a hole, a brace that is neither, or text. */
const tokens = /\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+/g;

/** Parses a template; `{{` and `}}` stand for literal braces. */
export function parseTemplate(template: string): Piece[] {
  const pieces: Piece[] = [];
  for (const { 0: token, 1: inside, index } of template.matchAll(tokens)) {
    if (inside !== undefined) pieces.push(parseHole(inside, template));
    else if (token === "{{" || token === "}}") pieces.push(token.slice(1));
    else if (token === "{" || token === "}") throw strayBrace(token, index, template);
    else pieces.push(token);
  }
  return pieces;
}

function strayBrace(brace: string, index: number, template: string): TemplateError {
  const what = brace === "{" ? "is not closed" : "closes nothing";
  return new TemplateError("syntax", `'${brace}' at position ${index + 1} of '${template}' ${what}`);
}

function parseHole(inside: string, template: string): Hole {
  const match = holePattern.exec(inside);
  if (match === null)
    throw new TemplateError("syntax", `'{${inside}}' in '${template}' is not a field such as {path[0]}`);
  const steps = [...(match[2] ?? "").matchAll(/\[([^\]]+)\]/g)].map((step) => step[1] ?? "");
  return { name: match[1] ?? "", steps, text: `{${inside}}` };
}

/** Steps into `value` as a hole says; the end must be text or a number. */
export function followSteps(value: unknown, hole: Hole): string {
  let here = value;
  for (const step of hole.steps) here = stepInto(here, step);
  if (typeof here === "string" || typeof here === "number") return String(here);
  if (here === undefined) throw new TemplateError("absent", `${hole.text} has no value`);
  throw new TemplateError("syntax", `'${hole.text}' has an index too few`);
}

function stepInto(value: unknown, step: string): unknown {
  if (typeof value === "string" || Array.isArray(value))
    return /^\d+$/.test(step) ? value[Number(step)] : undefined;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
  return (value as Record<string, unknown>)[step];
}
