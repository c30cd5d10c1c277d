// The code of a function that stands in no module: made by `new Function`, bound, or one of JavaScript's own. Only its
// own text can be seen.
import { parse, print } from "./syntax.ts";

/** The text of a function, in a fixed layout where it can be read; the name of one that has no text. */
export function ownText(run: (call: never) => unknown): string {
  const text = String(run);
  if (/\[native code\]\s*\}$/.test(text)) return `[native code] ${run.name}`;
  // A method has a text that is none of a function.
  for (const code of [`(${text})`, `({${text}})`]) {
    try {
      return print(parse(code));
    } catch {
      // The next form, or the text as it is.
    }
  }
  return text;
}
