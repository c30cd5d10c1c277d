// Python's regular expressions and templates in JavaScript's spelling. Nothing of Pipefish is known here.

/** Writes a Python pattern as a JavaScript one: its source, and the flags of a prefix such as `(?i)`. */
export function jsPattern(python: string): { readonly source: string; readonly flags: string } {
  const prefix = /^\(\?([aiLmsux]+)\)/.exec(python);
  const flags = [...(prefix?.[1] ?? "")].filter((flag) => "ims".includes(flag)).join("");
  const body = python.slice(prefix?.[0].length ?? 0);
  const source = body.replace(
    /\\(?:[AZ]|.)|\(\?P<|\(\?P=(\w+)\)|\(\?#[^)]*\)|\{,(\d+)\}/gs,
    (text, name, most) => {
      if (text === "\\A") return "^";
      if (text === "\\Z") return "$";
      if (text.startsWith("\\")) return text;
      if (text === "(?P<") return "(?<";
      if (name !== undefined) return `\\k<${name}>`;
      return most === undefined ? "" : `{0,${most}}`;
    },
  );
  return { source, flags };
}

/** A Python pattern as a RegExp; its source as a text where it does not compile, for the API to complain of. */
export function jsRegExp(python: string): RegExp | string {
  const { source, flags } = jsPattern(python);
  try {
    return new RegExp(source, flags);
  } catch {
    return source;
  }
}

/** Writes a template of Python's `re.sub` (`\1`, `\g<name>`) as one of JavaScript's `replace` (`$1`, `$<name>`). */
export function jsTemplate(python: string): string {
  return python.replace(
    /\\g<(\w+)>(?=(\d?))|\\([1-9]\d?)|\\(.)|\$/gs,
    (text, group, next, digits, escaped) => {
      if (text === "$") return "$$";
      if (group === "0") return "$&";
      if (group !== undefined) return /^\d+$/.test(group) ? reference(group, next !== "") : `$<${group}>`;
      if (digits !== undefined) return `$${digits}`;
      const known: Record<string, string> = { n: "\n", t: "\t", "\\": "\\" };
      return known[escaped] ?? text;
    },
  );
}

/** `$01` where a digit follows that is not part of the reference. */
function reference(group: string, digitFollows: boolean): string {
  return digitFollows && group.length === 1 ? `$0${group}` : `$${group}`;
}
