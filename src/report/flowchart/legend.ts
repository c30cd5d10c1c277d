// The legend below a drawing: a table in Graphviz's HTML, with a small box for each state.
import type { Paint } from "../../model/node-style.ts";
import type { Chart } from "./chart.ts";
import type { ColourScheme } from "./schemes.ts";
import { stateWords } from "./state.ts";

/** Entries in a row at most, so that the legend is not wider than most charts. */
const most = { horizontal: 8, vertical: 4 };

/** Writes the legend. */
export function legendTable({ legend, explainsTargets, isHorizontal }: Chart, colours: ColourScheme): string {
  const entries = legend.map((state) => entry(stateWords[state], colours[state], 1));
  const target = { fill: "transparent", line: colours.caption, ...colours.target };
  if (explainsTargets) entries.push(entry("target", target, 3));
  const rowCount = Math.ceil(entries.length / (isHorizontal ? most.horizontal : most.vertical));
  const columns = Math.ceil(entries.length / rowCount);
  const rows = Array.from({ length: rowCount }, (_, row) =>
    entries.slice(row * columns, (row + 1) * columns).join(""),
  );
  const body = rows.map((row) => `<TR>${row}</TR>`).join("");
  return `<TABLE BORDER="0" CELLSPACING="4" CELLPADDING="2">${body}</TABLE>`;
}

function entry(
  words: string,
  { fill = "transparent", line = "", dashed = false }: Paint,
  border: number,
): string {
  const style = dashed ? "ROUNDED,DASHED" : "ROUNDED";
  const box =
    `<TD WIDTH="20" HEIGHT="12" FIXEDSIZE="TRUE" BORDER="${border}" STYLE="${style}" ` +
    `BGCOLOR="${fill}" COLOR="${line}"></TD>`;
  return `${box}<TD ALIGN="LEFT"><FONT POINT-SIZE="10">${words}</FONT></TD><TD WIDTH="6"></TD>`;
}
