// What all charts share: scales, the names of months and cities, and the frame of a drawing.

/** Turns values from one range into positions in another. */
export function scale([from, to]: readonly [number, number], [start, end]: readonly [number, number]) {
  return (value: number): number => round(start + ((value - from) / (to - from)) * (end - start));
}

/** A position, without digits that nobody sees. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** The names of the months, short. */
export const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The word for a city in names of files and of styles: "new-york". */
export function slug(city: string): string {
  return city.toLowerCase().replaceAll(" ", "-");
}

/** A number as people write it: 1,107. */
export function written(value: number, digits = 0): string {
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A text as it stands in a drawing. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

/** A drawing that is a file by itself, and a part of a page as well. */
export function drawing(
  { width, height, title, style }: { width: number; height: number; title: string; style: string },
  parts: readonly string[],
): string {
  const box = `viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${box} class="${style}" role="img">`,
    `<title>${title}</title>`,
    ...parts,
    "</svg>\n",
  ].join("\n");
}
