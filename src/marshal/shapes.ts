// Shapes: the lists of keys that plain objects have in common. A message spells a shape once and then numbers it.
// Both sides remember the shapes of earlier messages: the encoder where to find them, the decoder how they are read.

const MAX_REMEMBERED = 4096;

/** More keys than this make a dictionary, not a shape: they are not likely to come again. */
export const MAX_SHAPE_KEYS = 64;

/** A list of keys, and the number it goes by in the message that mentioned it last. */
export class Shape {
  readonly keys: readonly string[];
  /** The keys as text: each as its length, a colon and itself. */
  readonly spelling: string;
  message = 0;
  number = 0;

  constructor(keys: readonly string[]) {
    this.keys = keys;
    this.spelling = keys.map((key) => `${key.length}:${key}`).join("");
  }

  has(keys: readonly string[]): boolean {
    const own = this.keys;
    if (own.length !== keys.length) return false;
    for (let index = 0; index < own.length; index++) if (own[index] !== keys[index]) return false;
    return true;
  }
}

/** Where the keys met so far lead: to a shape, if they are one, and to more keys. */
class Branch {
  readonly next: Map<string, Branch> = new Map();
  shape: Shape | undefined;
}

let root = new Branch();
let branches = 0;
let last: Shape | undefined;

/** Find the shape of an object with these keys, in this order. */
export function shapeOf(keys: readonly string[]): Shape {
  // Objects of one shape come in rows.
  if (last?.has(keys) === true) return last;
  let branch = root;
  for (const key of keys) branch = branch.next.get(key) ?? grow(branch, key);
  branch.shape ??= new Shape(keys);
  last = branch.shape;
  return branch.shape;
}

/** Forget the shapes when they have become many. Not within a message, which must not spell a shape twice. */
export function tidyShapes(): void {
  if (branches <= MAX_REMEMBERED) return;
  root = new Branch();
  branches = 0;
  last = undefined;
}

function grow(branch: Branch, key: string): Branch {
  const longer = new Branch();
  branch.next.set(key, longer);
  branches++;
  return longer;
}

/** A shape as the decoder needs it. */
export interface ReadShape {
  readonly keys: readonly string[];
  /** Whether every plain object has such a key (`__proto__`, `constructor`), which then may not simply be assigned. */
  readonly hasInherited: boolean;
}

const spelled: Map<string, ReadShape> = new Map();

/** Read a spelling; undefined when it is none. */
export function readShape(spelling: string): ReadShape | undefined {
  const known = spelled.get(spelling);
  if (known !== undefined) return known;
  // Cut from the text of a message, a string keeps the whole text alive; what is remembered must be a copy.
  const copy: unknown = JSON.parse(JSON.stringify(spelling));
  const keys = keysOf(String(copy));
  if (keys === undefined) return undefined;
  const shape = { keys, hasInherited: keys.some((key) => key in Object.prototype) };
  if (spelled.size > MAX_REMEMBERED) spelled.clear();
  spelled.set(String(copy), shape);
  return shape;
}

function keysOf(spelling: string): string[] | undefined {
  const keys: string[] = [];
  let position = 0;
  while (position < spelling.length) {
    const colon = spelling.indexOf(":", position);
    const length = Number(spelling.slice(position, colon));
    const end = colon + 1 + length;
    const isLength = colon > position && Number.isSafeInteger(length) && length >= 0;
    if (!isLength || end > spelling.length) return undefined;
    keys.push(spelling.slice(colon + 1, end));
    position = end;
  }
  return keys;
}
