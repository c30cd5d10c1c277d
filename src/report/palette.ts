// Colours by what they mean, never by name, and the decision whether a stream gets any.
import { styleText } from "node:util";

/** Dresses a text; without colours it is returned as it is. */
export type Paint = (text: string) => string;

/** Colours by what they mean. */
export interface Palette {
  /** A title, or a name that is looked for. */
  readonly strong: Paint;
  /** What may be overlooked. */
  readonly faint: Paint;
  /** Done. */
  readonly good: Paint;
  /** Up to date: good, and nothing happened. */
  readonly fresh: Paint;
  /** Failed. */
  readonly bad: Paint;
  /** Worth a look. */
  readonly warning: Paint;
  /** Going on now. */
  readonly busy: Paint;
}

const plain: Paint = (text) => text;

/** Makes the palette: one that colours, or one that leaves every text as it is. */
export function palette(enabled: boolean): Palette {
  const paint = (format: Parameters<typeof styleText>[0]): Paint =>
    enabled ? (text) => (text === "" ? "" : styleText(format, text, { validateStream: false })) : plain;
  return {
    strong: paint("bold"),
    faint: paint("dim"),
    good: paint("green"),
    fresh: paint("blue"),
    bad: paint("red"),
    warning: paint("yellow"),
    busy: paint("cyan"),
  };
}

/** Environment variables. */
export type Env = Readonly<Record<string, string | undefined>>;

/**
 * Whether what goes to a stream is coloured: on a terminal, unless `NO_COLOR` is set; anywhere when `FORCE_COLOR` is set
 * to anything but `0` or `false`. As in Node itself, `FORCE_COLOR` wins.
 */
export function wantsColour(stream: { readonly isTTY?: boolean }, env: Env): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: refused, TERM: terminal } = env;
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  if (refused !== undefined && refused !== "") return false;
  return stream.isTTY === true && terminal !== "dumb";
}
