// The colour schemes that have names. Captions and lines of `calm` can be read on white and on dark pages, for its
// background is that of the page.
import type { Paint } from "../../model/node-style.ts";
import type { TaskState } from "./state.ts";

/** The colours of a flowchart. */
export type ColourScheme = Readonly<Record<TaskState, Required<Paint>>> & {
  /** Goes over the colours of the state. */
  readonly target: Paint;
  readonly edge: string;
  readonly caption: string;
  readonly background: string;
};

/** The name of a scheme of ours. */
export type NamedScheme = "calm" | "dark" | "grey";

/** The schemes by name. */
export const schemes: Readonly<Record<NamedScheme, ColourScheme>> = {
  calm: {
    toRun: paint("#d9e8f8", "#3f7cb8", "#173f66"),
    forced: paint("#fce3c4", "#cf7f2c", "#67390a"),
    inTurn: dashed("#eff6fd", "#6b9dcc", "#2a5785"),
    unknown: dashed("#f2edfb", "#8f7cc6", "#4b3a7c"),
    upToDate: paint("#dcf0df", "#579a64", "#214d2b"),
    inactive: dashed("#f0f1f3", "#a6acb6", "#737b87"),
    notAsked: paint("#f8f9fa", "#c9ced6", "#858d99"),
    faulty: paint("#fadfeb", "#bd4078", "#6d1841"),
    cycle: paint("#fbdedb", "#cb443d", "#7b1c17"),
    target: {},
    edge: "#98a0ac",
    caption: "#757e8b",
    background: "transparent",
  },
  dark: {
    toRun: paint("#17324e", "#5a9fdf", "#d7e9fb"),
    forced: paint("#4a2f13", "#de9a50", "#fbe4c8"),
    inTurn: dashed("#14212f", "#4f7ca8", "#abccea"),
    unknown: dashed("#251e39", "#9b8ad4", "#d9d0f5"),
    upToDate: paint("#16351e", "#5cab6c", "#cfebd5"),
    inactive: dashed("#22262c", "#5d6570", "#8f96a1"),
    notAsked: paint("#1b1e23", "#3f4650", "#808894"),
    faulty: paint("#45122b", "#db6a9d", "#f9d3e4"),
    cycle: paint("#4a1714", "#e46a62", "#fad6d3"),
    target: {},
    edge: "#6b7482",
    caption: "#c5cbd4",
    background: "#14171c",
  },
  grey: {
    toRun: paint("#ffffff", "#000000", "#000000"),
    forced: paint("#bdbdbd", "#000000", "#000000"),
    inTurn: dashed("#ffffff", "#000000", "#000000"),
    unknown: dashed("#ffffff", "#707070", "#404040"),
    upToDate: paint("#e6e6e6", "#808080", "#404040"),
    inactive: dashed("#f5f5f5", "#b0b0b0", "#909090"),
    notAsked: paint("#ffffff", "#c0c0c0", "#909090"),
    faulty: paint("#404040", "#000000", "#ffffff"),
    cycle: paint("#000000", "#000000", "#ffffff"),
    target: {},
    edge: "#909090",
    caption: "#404040",
    background: "#ffffff",
  },
};

/** Colours with a solid outline. */
export function paint(fill: string, line: string, text: string): Required<Paint> {
  return { fill, line, text, dashed: false };
}

function dashed(fill: string, line: string, text: string): Required<Paint> {
  return { fill, line, text, dashed: true };
}
