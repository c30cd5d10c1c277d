// Texts of users in the language of Graphviz: three ways to write them, each with rules of its own.

/** A label in Graphviz's own kind of HTML. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The value of an attribute; one that is undefined is left out. */
export type AttributeValue = string | number | boolean | Html | undefined;

/** Writes attributes in brackets; nothing where there are none. */
export function attributeList(attributes: Readonly<Record<string, AttributeValue>>, before = ""): string {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const list = given.map(([name, value]) => `${name}=${valueText(name, value)}`).join(", ");
  return list === "" ? "" : `${before}[${list}]`;
}

function valueText(name: string, value: AttributeValue): string {
  if (value instanceof Html) return `<${value.text}>`;
  const text = String(value);
  // As in the language itself, a label in angle brackets is HTML.
  return name.endsWith("label") && /^<.*>$/s.test(text) ? text : quoted(text);
}

/** The name of a node or of a drawing; Graphviz puts what looks like an entity into SVG as it is. */
export function identifier(text: string): string {
  return quoted(text.replaceAll("&", "&amp;"));
}

/** A text in quotes. Backslashes mean what Graphviz takes them for; one at the end is doubled, or it would hide the quote. */
function quoted(text: string): string {
  const inside = allowed(text).replace(/(\\*)("|\n|$)/g, (_, slashes: string, sign: string) => {
    return `${slashes}${slashes.length % 2 === 1 ? "\\" : ""}${sign === '"' ? '\\"' : sign}`;
  });
  return `"${inside}"`;
}

/** A text within HTML, which Graphviz searches for escapes such as `\N` afterwards. */
export function htmlText(text: string): string {
  return entities(text).replaceAll("\\", "\\\\");
}

/** A text for who points at a node, which Graphviz searches for escapes twice. */
export function tooltip(text: string): string {
  return entities(text).replaceAll("\\", "\\\\\\\\").replaceAll("\n", "&#10;");
}

function entities(text: string): string {
  return allowed(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** XML has no way to write two of the characters that a text can have, and halves of characters. */
function allowed(text: string): string {
  return text.toWellFormed().replace(/[\ufffe\uffff]/g, "\ufffd");
}
