// The chart of the seasons: a row for each month, a dot for each city, and small dots for its single years.
import { drawing, months, scale, slug, written } from "./svg.ts";
import type { MonthTotals, Season } from "./totals.ts";

/** A number of a month's rain. */
export type Measure = "rainyDays" | "rainMm";

const width = 556;
const rowHeight = 25;
const top = 26;
const height = top + 12 * rowHeight + 2;

const axes = {
  rainyDays: {
    x: scale([0, 30], [36, width - 8]),
    ticks: [0, 5, 10, 15, 20, 25, 30],
    title: "Days with rain",
  },
  rainMm: {
    x: scale([0, 300], [36, width - 8]),
    ticks: [0, 50, 100, 150, 200, 250, 300],
    title: "Millimetres",
  },
};

/** Draws the seasons of all cities by one of their numbers. */
export function drawSeasons(seasons: readonly Season[], measure: Measure): string {
  const { x, ticks, title } = axes[measure];
  return drawing({ width, height, title, style: "seasons" }, [
    ...ticks.map(
      (tick) =>
        `<path class="grid" stroke="currentColor" d="M${x(tick)} ${top - 8}V${height}"/>` +
        `<text class="axis" x="${x(tick)}" y="12" text-anchor="middle">${tick}</text>`,
    ),
    ...months.map((name, index) => drawRow(name, index + 1, seasons, measure)),
  ]);
}

function drawRow(name: string, month: number, seasons: readonly Season[], measure: Measure): string {
  const { x, title } = axes[measure];
  const y = top + (month - 0.5) * rowHeight;
  const here = seasons.filter((season) => season.month === month);
  const dot = (of: Season | MonthTotals, radius: number): string =>
    `<circle cx="${x(of[measure])}" cy="${y}" r="${radius}"/>`;
  const means = here.map((season) => x(season[measure]));
  return [
    `<text class="axis" x="0" y="${y + 4}">${name}</text>`,
    `<path class="between" stroke="currentColor" d="M${Math.min(...means)} ${y}H${Math.max(...means)}"/>`,
    ...here.map(
      (season) =>
        `<g class="${slug(season.city)}"><title>${season.city}, ${name}. ${title}: ${written(season[measure], 1)}</title>` +
        `<g class="single">${season.years.map((year) => dot(year, 2.5)).join("")}</g>${dot(season, 6)}</g>`,
    ),
  ].join("\n");
}
