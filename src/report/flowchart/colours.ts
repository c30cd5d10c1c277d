// The colours of flowcharts: schemes by name, those of Ruffus by number, and what users change of them.
import { type Problem, problem } from "../../model/error.ts";
import { isRecord } from "../../model/files.ts";
import { colour, type Paint, paintProblems, type Rule, recordProblems } from "../../model/node-style.ts";
import { ruffusScheme } from "./ruffus-colours.ts";
import { type ColourScheme, type NamedScheme, schemes } from "./schemes.ts";
import { type TaskState, taskStates } from "./state.ts";

/** A scheme by its name, or one of Ruffus's by its number. */
export type SchemeName = NamedScheme | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** A scheme with changes: colours of the nodes in each state, of targets, and of what is around the nodes. */
export type OwnColours = { readonly [S in TaskState | "target"]?: Paint } & {
  /** The scheme that is changed. @defaultValue "calm" */
  readonly scheme?: SchemeName;
  /** Lines between tasks that do not both run. */
  readonly edge?: string;
  /** The title, the names of pipelines and the legend. */
  readonly caption?: string;
  readonly background?: string;
};

const schemeNames = Object.keys(schemes);

/** The colours that were asked for. */
export function coloursOf(given: SchemeName | OwnColours | undefined): ColourScheme {
  if (typeof given !== "object") return schemeOf(given);
  const { scheme, edge, caption, background, ...own } = given;
  const base = schemeOf(scheme);
  const states = taskStates.map((state) => [state, { ...base[state], ...own[state] }] as const);
  return {
    ...(Object.fromEntries(states) as Record<TaskState, Required<Paint>>),
    target: { ...base.target, ...own.target },
    edge: edge ?? base.edge,
    caption: caption ?? base.caption,
    background: background ?? base.background,
  };
}

function schemeOf(name: SchemeName = "calm"): ColourScheme {
  return typeof name === "number" ? ruffusScheme(name) : schemes[name];
}

const schemeRule: Rule = {
  says: `can be ${schemeNames.map((name) => `'${name}'`).join(", ")}, or 0 to 7 for a scheme of Ruffus`,
  holds: isScheme,
};
const painted = [...taskStates, "target"] as const;
const rules: Readonly<Record<string, Rule>> = {
  scheme: schemeRule,
  ...Object.fromEntries(painted.map((name) => [name, { says: "is an object", holds: isRecord }])),
  edge: colour,
  caption: colour,
  background: colour,
};

/** What is wrong with the colours that were asked for. */
export function colourProblems(given: unknown): Problem[] {
  if (given === undefined || isScheme(given)) return [];
  if (!isRecord(given))
    return [problem("bad-option", "'colours' names no scheme", { hint: `it ${schemeRule.says}` })];
  const paints = painted.flatMap((name) =>
    isRecord(given[name]) ? paintProblems(`colours.${name}`, given[name]) : [],
  );
  return [...recordProblems("colours", given, rules), ...paints];
}

function isScheme(value: unknown): boolean {
  return schemeNames.some((name) => name === value) || [0, 1, 2, 3, 4, 5, 6, 7].some((n) => n === value);
}
