// How a task is drawn in flowcharts, as its author wants it: the type of the option `graph`, and what is wrong with one.
import { didYouMean } from "../base/text.ts";
import { type ErrorCode, type Problem, type ProblemDetails, problem } from "./error.ts";
import { isRecord } from "./files.ts";

/** Colours of one node. A colour is `#rrggbb`, `#rrggbbaa`, `transparent`, or a name such as `gold`. */
export interface Paint {
  /** The colour inside. */
  readonly fill?: string;
  /** The colour of the outline. */
  readonly line?: string;
  /** The colour of what is written. */
  readonly text?: string;
  /** Whether the outline is dashed. */
  readonly dashed?: boolean;
}

/** Outlines that a node can have, by the names that Graphviz gives them; `rounded` is a box with round corners. */
export type NodeShape = (typeof nodeShapes)[number];

/** How a task is drawn in flowcharts. What is not given follows from its kind and its state. */
export interface NodeStyle extends Paint {
  /** What is written in place of the task's name; may have several lines. */
  readonly label?: string;
  /** The outline. */
  readonly shape?: NodeShape;
  /**
   * Attributes of Graphviz for what has no name here, such as `{ penwidth: 4 }`. They go before everything else, and are
   * left out of Mermaid.
   */
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
}

const nodeShapes = [
  "box",
  "rounded",
  "ellipse",
  "circle",
  "diamond",
  "hexagon",
  "octagon",
  "trapezium",
  "invtrapezium",
  "house",
  "invhouse",
  "parallelogram",
  "cylinder",
  "folder",
  "note",
  "component",
  "box3d",
] as const;

/** What a value must be. */
export interface Rule {
  readonly says: string;
  holds(value: unknown): boolean;
}

/** A colour, as far as its form tells. */
export const colour: Rule = { says: "is a colour, such as '#4c78a8' or 'gold'", holds: isColour };
const paintRules: Readonly<Record<string, Rule>> = {
  fill: colour,
  line: colour,
  text: colour,
  dashed: { says: "is true or false", holds: (value) => typeof value === "boolean" },
};
const styleRules: Readonly<Record<string, Rule>> = {
  label: { says: "is a text", holds: (value) => typeof value === "string" },
  shape: {
    says: `is one of ${nodeShapes.join(", ")}`,
    holds: (value) => nodeShapes.some((shape) => shape === value),
  },
  ...paintRules,
  attributes: { says: "has names and plain values, as { penwidth: 4 }", holds: isAttributes },
};

/** What is wrong with the colours of `option`. */
export function paintProblems(option: string, given: unknown): Problem[] {
  return recordProblems(option, given, paintRules);
}

/** What is wrong with a task's option `graph`. */
export function nodeStyleProblems(given: unknown, about: ProblemDetails): Problem[] {
  return given === undefined ? [] : recordProblems("graph", given, styleRules, about);
}

/** What is wrong with an object of options: names that no rule has, and values that are not as theirs says. */
export function recordProblems(
  option: string,
  given: unknown,
  rules: Readonly<Record<string, Rule>>,
  about: ProblemDetails = {},
): Problem[] {
  const names = Object.keys(rules);
  const complain = (code: ErrorCode, message: string, hint: string): Problem[] => [
    problem(code, message, { ...about, hint }),
  ];
  if (!isRecord(given))
    return complain("bad-option", `'${option}' is an object`, `it can have ${names.join(", ")}`);
  return Object.entries(given).flatMap(([name, value]): Problem[] => {
    const rule = rules[name];
    if (rule === undefined) {
      const near = didYouMean(name, names);
      const hint = near === undefined ? `it can have ${names.join(", ")}` : `did you mean '${near}'?`;
      return complain("unknown-option", `'${option}' has no option '${name}'`, hint);
    }
    if (value === undefined || rule.holds(value)) return [];
    return complain("bad-option", `'${option}.${name}' is not right`, `it ${rule.says}`);
  });
}

function isColour(value: unknown): boolean {
  return typeof value === "string" && /^(#([0-9a-f]{6}|[0-9a-f]{8})|[a-z]+[0-9]*)$/i.test(value);
}

function isAttributes(value: unknown): boolean {
  return (
    isRecord(value) &&
    Object.entries(value).every(
      ([name, one]) => /^[a-z_]\w*$/i.test(name) && ["string", "number", "boolean"].includes(typeof one),
    )
  );
}
