// Draws the jobs of an example: files that go in on the left, jobs in the middle, files that come out on the right.
import type { PlannedTask } from "pipefish";
import { valueText } from "./jobs.ts";

/** Where a column of boxes stands. */
type Side = "left" | "middle" | "right";

/** How a box looks. */
type Look = "input" | "stray" | "row" | "job" | "output";

interface Box {
  readonly side: Side;
  readonly look: Look;
  readonly lines: readonly string[];
  readonly height: number;
  y: number;
}

type Edge = readonly [from: Box, to: Box];

const lineHeight = 17;
const charWidth = 7.3;
const gapBetweenBoxes = 14;
const gapBetweenColumns = 96;
const margin = 16;
const headHeight = 34;

const colours: Readonly<Record<Look, { fill: string; line: string; text: string }>> = {
  input: { fill: "#eaf1fb", line: "#8fb0dc", text: "#16324f" },
  row: { fill: "#fdf1d3", line: "#d8b45c", text: "#4d3800" },
  job: { fill: "#3a6ea5", line: "#2d5884", text: "#ffffff" },
  output: { fill: "#e2f3e6", line: "#7fbb8f", text: "#123d20" },
  stray: { fill: "none", line: "#8b949e", text: "#808a95" },
};

/** Draws the jobs of tasks as an SVG that can be read on light and dark pages. */
export function draw(tasks: readonly PlannedTask[], kind: string): string {
  const { boxes, edges } = boxesOf(tasks);
  const columns = (["left", "middle", "right"] as const).map((side) =>
    boxes.filter((box) => box.side === side),
  );
  place(columns, edges);
  const widths = columns.map((column) => Math.max(0, ...column.map(widthOf)));
  const starts = startsOf(widths);
  const width = Math.max(...starts.map((x, i) => x + (widths[i] ?? 0))) + margin;
  const height = Math.max(...boxes.map(({ y, height: own }) => y + own)) + margin;
  const frame = (box: Box): { x: number; width: number } => {
    const i = ["left", "middle", "right"].indexOf(box.side);
    return { x: starts[i] ?? 0, width: widths[i] ?? 0 };
  };
  const size = `${Math.round(width)} ${Math.round(height)}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size}" width="${size.split(" ")[0]}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="12" role="img">`,
    `<title>The jobs of ${kind}</title>`,
    ...headings(columns, starts, widths, kind),
    ...edges.map(([from, to]) => edgeText(from, frame(from), to, frame(to))),
    ...boxes.map((box) => boxText(box, frame(box))),
    "</svg>",
    "",
  ].join("\n");
}

/** A box for each file, row and job, and an edge where a job reads or makes a file. */
function boxesOf(tasks: readonly PlannedTask[]): { boxes: Box[]; edges: Edge[] } {
  const known = new Map<string, Box>();
  const edges: Edge[] = [];
  const boxFor = (side: Side, look: Look, lines: readonly string[], key = lines.join("\n")): Box => {
    const height = lines.length * lineHeight + 12;
    const found = known.get(`${side} ${key}`) ?? { side, look, lines, height, y: 0 };
    known.set(`${side} ${key}`, found);
    return found;
  };
  for (const { job, outputs } of tasks.flatMap(({ jobs }) => jobs)) {
    const extras = job.extras === undefined ? [] : [valueText(job.extras)];
    const box = boxFor("middle", "job", [job.task.name, ...extras], `${job.task.name} ${job.index}`);
    for (const name of namesIn(job.input)) edges.push([boxFor("left", "input", [name]), box]);
    if (job.params !== undefined) edges.push([boxFor("left", "row", [valueText(job.params)]), box]);
    for (const name of namesIn(outputs)) edges.push([box, boxFor("right", "output", [name])]);
  }
  // What matched nowhere; a file that another job reads has its box already.
  const unmatched = tasks.flatMap((task) => task.unmatched.flatMap(({ input }) => namesIn(input)));
  for (const name of unmatched) boxFor("left", "stray", [name]);
  return { boxes: [...known.values()].sort(byDirectory), edges };
}

/** What lies in one directory stands together: the inputs of a product come one of each in turn. */
function byDirectory(a: Box, b: Box): number {
  const [one = "", other = ""] = [a, b].map(({ lines: [name = ""] }) =>
    name.slice(0, name.lastIndexOf("/") + 1),
  );
  return one < other ? -1 : Number(one > other);
}

function namesIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(namesIn) : [];
}

/** Puts the boxes of the longest column one below the other, and the others beside those that they are joined to. */
function place(columns: readonly Box[][], edges: readonly Edge[]): void {
  const heightOf = (column: readonly Box[]): number =>
    column.reduce((sum, { height }) => sum + height + gapBetweenBoxes, 0);
  const longest = columns.reduce((best, column) => (heightOf(column) > heightOf(best) ? column : best));
  const placed = new Set(longest);
  stack(longest, []);
  const [left = [], middle = [], right = []] = columns;
  for (const column of [middle, left, right].filter((one) => one !== longest)) {
    const wanted = column.map((box) => {
      const joined = edges.flatMap(([from, to]) => (from === box ? [to] : to === box ? [from] : []));
      const centres = joined.filter((other) => placed.has(other)).map(({ y, height }) => y + height / 2);
      return centres.length === 0
        ? undefined
        : (Math.min(...centres) + Math.max(...centres) - box.height) / 2;
    });
    stack(column, inTurn(wanted));
    if (column === middle) for (const box of column) placed.add(box);
  }
}

/** The places that boxes should have; where these are not in the order of the boxes, one place for all. */
function inTurn(wanted: readonly (number | undefined)[]): readonly (number | undefined)[] {
  const known = wanted.filter((y) => y !== undefined);
  if (known.every((y, i) => i === 0 || y >= (known[i - 1] ?? 0))) return wanted;
  return wanted.map(() => known.reduce((sum, y) => sum + y, 0) / known.length);
}

/** Stacks boxes without overlap, each as near as may be to where it should be, and the whole as near as may be as well. */
function stack(column: readonly Box[], wanted: readonly (number | undefined)[]): void {
  let below = headHeight;
  let most = 0;
  for (const [i, box] of column.entries()) {
    const should = Math.max(headHeight, wanted[i] ?? below);
    box.y = Math.max(below, should);
    most = Math.max(most, box.y - should);
    below = box.y + box.height + gapBetweenBoxes;
  }
  const shift = Math.min(most / 2, (column[0]?.y ?? headHeight) - headHeight);
  for (const box of column) box.y -= shift;
}

function startsOf(widths: readonly number[]): number[] {
  let x = margin;
  return widths.map((width) => {
    const start = x;
    x += width === 0 ? 0 : width + gapBetweenColumns;
    return start;
  });
}

function widthOf({ lines }: Box): number {
  return Math.max(...lines.map((line) => line.length)) * charWidth + 28;
}

function headings(
  [left = []]: readonly Box[][],
  starts: readonly number[],
  widths: readonly number[],
  kind: string,
): string[] {
  const names = [
    left.every(({ look }) => look === "row") ? "rows" : "inputs",
    "jobs",
    kind === "mkdir" ? "directories" : "outputs",
  ];
  return names.flatMap((name, i) => {
    if ((widths[i] ?? 0) === 0) return [];
    const x = (starts[i] ?? 0) + (widths[i] ?? 0) / 2;
    return [
      `<text x="${round(x)}" y="20" text-anchor="middle" fill="#808a95" font-family="system-ui, sans-serif">${name}</text>`,
    ];
  });
}

type Frame = { readonly x: number; readonly width: number };

function edgeText(from: Box, { x, width }: Frame, to: Box, end: Frame): string {
  const [x1, y1, x2, y2] = [x + width, from.y + from.height / 2, end.x - 2, to.y + to.height / 2];
  const bend = (x2 - x1) / 2;
  const line = `M${round(x1)} ${round(y1)}C${round(x1 + bend)} ${round(y1)} ${round(x2 - bend)} ${round(y2)} ${round(x2 - 6)} ${round(y2)}`;
  const head = `M${round(x2 - 8)} ${round(y2 - 4)}L${round(x2)} ${round(y2)}L${round(x2 - 8)} ${round(y2 + 4)}Z`;
  return `<path d="${line}" fill="none" stroke="#8b949e" stroke-width="1.5"/><path d="${head}" fill="#8b949e"/>`;
}

function boxText({ look, lines, height, y }: Box, { x, width }: Frame): string {
  const { fill, line, text } = colours[look];
  const dashes = look === "stray" ? ' stroke-dasharray="4 3"' : "";
  const radius = look === "job" ? height / 2 : 4;
  const shape = `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="${Math.min(radius, 16)}" fill="${fill}" stroke="${line}"${dashes}/>`;
  const words = lines.map((words, i) => {
    const weight = look === "job" && i === 0 ? ' font-weight="600"' : "";
    return `<text x="${round(x + width / 2)}" y="${round(y + 6 + lineHeight * (i + 0.72))}" text-anchor="middle" fill="${text}"${weight}>${escaped(words)}</text>`;
  });
  return [shape, ...words].join("");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
