// What we have to say about single days, from the tables in notes/.
import { readFile } from "node:fs/promises";

/** A remark on a day. */
export interface Note {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** Which half of the chart it is about. */
  readonly where: "warmth" | "rain";
  readonly text: string;
}

/** Reads a table of notes; a text may have commas in it. */
export async function readNotes(file: string): Promise<Note[]> {
  const [, ...lines] = (await readFile(file, "utf8")).trimEnd().split(/\r?\n/);
  return lines.map((line, index) => {
    const found = /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d),(?<where>warmth|rain),(?<text>.+)$/.exec(line);
    const { year, month, day, where, text = "" } = found?.groups ?? {};
    if (where !== "warmth" && where !== "rain") {
      throw new Error(`${file}:${index + 2}: write 2012-10-29,rain,Text (or warmth in place of rain)`);
    }
    return { year: Number(year), month: Number(month), day: Number(day), where, text };
  });
}
