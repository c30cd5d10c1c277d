// The chart of one year in one city: how warm each day was, and under the line the rain, falling deeper the more of it.
import type { Day } from "./days.ts";
import type { Note } from "./notes.ts";
import { drawing, escaped, months, round, scale, slug, written } from "./svg.ts";
import { type MonthTotals, sum } from "./totals.ts";

const left = 30;
const dayWidth = 1.43;
const width = left + 366 * dayWidth + 1;
const height = 278;

const warmthY = scale([40, -20], [38, 110]);
const rainY = scale([0, 120], [132, 258]);

/** Draws the days of one month. */
export function drawMonth(
  days: readonly Day[],
  { city, year, month, rainyDays, rainMm }: MonthTotals,
): string {
  const x = (index: number): number => round(index * dayWidth);
  const warmth = days.map(
    (day, index) => `M${x(index)} ${warmthY(day.highC)}H${x(index + 1)}V${warmthY(day.lowC)}H${x(index)}Z`,
  );
  const rain = days.flatMap((day, index) =>
    day.rainMm === 0 ? [] : [`M${x(index + 0.5)} ${rainY(0)}V${rainY(day.rainMm)}`],
  );
  const title = `${city}, ${months[month - 1]} ${year}: ${rainyDays} days with rain, ${written(rainMm)} mm`;
  return drawing({ width: x(days.length), height, title, style: slug(city) }, [
    `<rect class="month" width="100%" height="100%" fill="none"/>`,
    `<path class="warmth" d="${warmth.join("")}"/>`,
    `<path class="rain" stroke="currentColor" d="${rain.join("")}"/>`,
  ]);
}

/** Puts the months of a year beside each other, with what is needed to read them. */
export function drawYear(drawings: readonly string[], totals: readonly MonthTotals[]): string {
  const [first] = totals;
  if (first === undefined) throw new Error("a year without months");
  const rainyDays = sum(totals.map((total) => total.rainyDays));
  const rainMm = written(sum(totals.map((total) => total.rainMm)));
  const title = `${first.city} ${first.year}`;
  return drawing({ width, height, title, style: `year ${slug(first.city)}` }, [
    `<text class="name" x="${left}" y="12">${first.year}</text>`,
    `<text class="sum" x="${width}" y="12" text-anchor="end">${rainyDays} days with rain, ${rainMm} mm</text>`,
    ...[0, 20].map((degrees) => gridLine(warmthY(degrees), `${degrees}°`)),
    ...[50, 100].map((mm) => gridLine(rainY(mm), String(mm))),
    ...drawings.map((svg, index) => `<g transform="translate(${dayX(first.year, index + 1, 1)})">${svg}</g>`),
    `<path class="sky" stroke="currentColor" d="M${left} ${rainY(0)}H${width}"/>`,
    ...months.map((name, index) => {
      const middle = dayX(first.year, index + 1, 16);
      return `<text class="axis" x="${middle}" y="125" text-anchor="middle">${name[0]}</text>`;
    }),
  ]);
}

function gridLine(y: number, label: string): string {
  return (
    `<path class="grid" stroke="currentColor" d="M${left} ${y}H${width}"/>` +
    `<text class="axis" x="${left - 5}" y="${y + 3.5}" text-anchor="end">${label}</text>`
  );
}

/** Writes notes on the chart of a year: on the warmth above it, on the rain below it. */
export function writeNotes(chart: string, notes: readonly Note[]): string {
  const end = chart.lastIndexOf("</svg>");
  return chart.slice(0, end) + notes.map(drawNote).join("") + chart.slice(end);
}

function drawNote({ year, month, day, where, text }: Note): string {
  const x = dayX(year, month, day);
  const [from, to, baseline] =
    where === "rain" ? [rainY(0), height - 14, height - 4] : [34, warmthY(-20), 31];
  const [anchor, textX] = month <= 7 ? ["start", x - 2] : ["end", x + 2];
  return (
    `<path class="pointer" stroke="currentColor" d="M${x} ${from}V${to}"/>` +
    `<text class="note" x="${textX}" y="${baseline}" text-anchor="${anchor}">${escaped(text)}</text>\n`
  );
}

/** Where a day stands in the chart of its year. */
function dayX(year: number, month: number, day: number): number {
  const daysBefore = (Date.UTC(year, month - 1, day) - Date.UTC(year, 0, 1)) / 86_400_000;
  return round(left + daysBefore * dayWidth);
}
