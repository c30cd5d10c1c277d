// The tables of days: CSV text in, days out, and back.
import { writeFile } from "node:fs/promises";
import { readTexts } from "./files.ts";

/** The weather of one day in one city. */
export interface Day {
  readonly city: string;
  /** Such as 2012-10-29. */
  readonly date: string;
  readonly rainMm: number;
  readonly highC: number;
  readonly lowC: number;
}

const heading = "location,date,precipitation,temp_max,temp_min";

/** Reads tables of days, one after the other. */
export async function readDays(files: readonly string[]): Promise<Day[]> {
  const texts = await readTexts(files);
  return texts.flatMap((text, index) => {
    const [first, ...lines] = text.trimEnd().split(/\r?\n/);
    if (!first?.startsWith(heading)) throw new Error(`${files[index]} does not begin with '${heading}'`);
    return lines.map(parseDay);
  });
}

function parseDay(line: string): Day {
  const [city = "", date = "", rainMm, highC, lowC] = line.split(",");
  return { city, date, rainMm: Number(rainMm), highC: Number(highC), lowC: Number(lowC) };
}

/** Writes a table of days. */
export async function writeDays(file: string, days: readonly Day[]): Promise<void> {
  const lines = days.map((day) => [day.city, day.date, day.rainMm, day.highC, day.lowC].join(","));
  await writeFile(file, `${[heading, ...lines].join("\n")}\n`);
}

/** Puts days together by something that they share. */
export function groupDays(days: readonly Day[], keyOf: (day: Day) => string): Map<string, Day[]> {
  const groups = new Map<string, Day[]>();
  for (const day of days) {
    const group = groups.get(keyOf(day));
    if (group === undefined) groups.set(keyOf(day), [day]);
    else group.push(day);
  }
  return groups;
}
