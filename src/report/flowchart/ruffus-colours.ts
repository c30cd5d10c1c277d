// The eight colour schemes of Ruffus, for those who are used to them.
import { type ColourScheme, paint } from "./schemes.ts";

interface RuffusColours {
  readonly blue: string;
  readonly blueLine: string;
  readonly green: string;
  readonly greenLine: string;
  readonly target: string;
  readonly red: string;
}

const none = "transparent";

const table: readonly RuffusColours[] = [
  row("#ebf3ff", "#0044a0", "#b8cc6e", "#006000", "#efa03b", "#ff3232"),
  row(none, "#000ddf", "#9ed983", "#4b8c2e", "#d98100", "#d93611"),
  row(none, "#4a64a5", "#99d1c1", "#4a92a5", "#d2c24a", "#a54a64"),
  row(none, "#bfb5ff", "#c9d787", "#7d8a2e", "#fff1dc", "#ff3e68"),
  row(none, "#004460", "#b8cc6e", "#4b6000", "#fff0a3", "#f54f29"),
  row("#aabbff", "#1122ff", "#44ff44", "#007700", "#efa03b", "#ff0000"),
  row("#5f52ee", "#0044a0", "#6cb924", "#000000", "#ece116", "#ff3232"),
];

const last = row(none, "#87bae4", "#d3fae3", "#87b379", "#fdba40", "#b9495e");

function row(
  blue: string,
  blueLine: string,
  green: string,
  greenLine: string,
  target: string,
  red: string,
): RuffusColours {
  return { blue, blueLine, green, greenLine, target, red };
}

/** The scheme of a number from 0 to 7; states that Ruffus has no colour for have one that goes with it. */
export function ruffusScheme(number: number): ColourScheme {
  const { blue, blueLine, green, greenLine, target, red } = table[number] ?? last;
  const idle = paint("#ffffff", "#bebebe", "#808080");
  const waiting = { ...paint(none, blueLine, blueLine), dashed: true };
  return {
    toRun: paint(blue, blueLine, number === 6 ? "#d3d3d3" : blueLine),
    forced: paint(none, "#000000", "#000000"),
    inTurn: waiting,
    unknown: waiting,
    upToDate: paint(green, greenLine, greenLine),
    inactive: { ...idle, dashed: true },
    notAsked: idle,
    faulty: paint("#ffffff", red, red),
    cycle: paint(red, red, number === 6 ? "#000000" : "#ffffff"),
    target: { fill: target, line: "#000000", text: "#000000" },
    edge: "#bebebe",
    caption: red,
    background: "#ffffff",
  };
}
