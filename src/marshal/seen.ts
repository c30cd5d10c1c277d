// The objects of a message, by their number in order of first appearance.
//
// A Map would do. But it must first give each object a hash, and move to ever larger fresh memory as it grows. Plain
// objects are found faster by what is in them, which does not change while no code of the user's runs. What is found is
// then compared with the object itself: two that hold the same are still two.

/** How many slots a table has; the next is taken when one is half full. */
const TABLE_SLOTS = [256, 4096, 32_768, 262_144, 2 ** 21, 2 ** 24] as const;
/** So many tables, the small ones, are kept for the next message. */
const KEPT_TABLES = 3;
/** Who finds no slot near its own is one of many that look alike, and goes to the Map: no search is longer than this. */
const MOST_TRIES = 16;
/** In place of the hash of an object that is in no table. */
const NO_HASH = -1;
/** Spreads what is multiplied by it over all the bits of a number. */
const FACTOR = 0x9e3779b1;

export class Seen {
  readonly #objects: object[] = [];
  readonly #hashes: number[] = [];
  readonly #tables: Int32Array[] = [];
  #level = 0;
  /** For each object its number and one; nothing where a slot is free. */
  #slots: Int32Array = this.#takeTable(0);
  /** Those that are in no table. */
  #others: Map<object, number> = new Map();
  #mayChange = false;

  get size(): number {
    return this.#objects.length;
  }

  /** Give an object the next number, unless it has one: then say which. Always this for one object, or `addPlain`. */
  add(object: object): number | undefined {
    const known = this.#others.get(object);
    if (known !== undefined) return known;
    this.#others.set(object, this.#objects.length);
    this.#objects.push(object);
    this.#hashes.push(NO_HASH);
    return undefined;
  }

  /** As {@link add}, for a plain object with these values. */
  addPlain(object: object, values: readonly unknown[]): number | undefined {
    if (this.#mayChange) return this.add(object);
    const slots = this.#slots;
    const hash = hashOf(values);
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const place = (hash + tries) & (slots.length - 1);
      const slot = slots[place] ?? 0;
      if (slot === 0) return this.#addAt(place, object, hash);
      if (this.#objects[slot - 1] === object) return slot - 1;
    }
    return this.add(object);
  }

  #addAt(place: number, object: object, hash: number): number | undefined {
    // When the table was smaller there may have been no slot for it.
    const known = this.#others.size > 0 ? this.#others.get(object) : undefined;
    if (known !== undefined) return known;
    this.#hashes.push(hash);
    this.#slots[place] = this.#objects.push(object);
    if (2 * this.#objects.length > this.#slots.length) this.#enlarge();
    return undefined;
  }

  /** Whether an object has a number, if it was given that by {@link add}. */
  has(object: object): boolean {
    return this.#others.has(object);
  }

  /** Code of the user is to run, which may change objects: go on without looking at their values. */
  expectChanges(): void {
    if (this.#mayChange) return;
    this.#mayChange = true;
    for (const [number, hash] of this.#hashes.entries()) if (hash !== NO_HASH) this.#setAside(number);
  }

  clear(): void {
    this.#mayChange = false;
    if (this.#objects.length === 0) return;
    for (let level = 0; level <= this.#level; level++) this.#tables[level]?.fill(0);
    this.#tables.length = Math.min(this.#tables.length, KEPT_TABLES);
    this.#slots = this.#takeTable(0);
    this.#objects.length = 0;
    this.#hashes.length = 0;
    // Not cleared: see Encoder.
    if (this.#others.size > 0) this.#others = new Map();
  }

  #takeTable(level: number): Int32Array {
    this.#level = level;
    this.#tables[level] ??= new Int32Array(TABLE_SLOTS[level] ?? 0);
    return this.#tables[level];
  }

  #enlarge(): void {
    if (this.#level + 1 === TABLE_SLOTS.length) return;
    this.#slots = this.#takeTable(this.#level + 1);
    for (let number = 0; number < this.#hashes.length; number++) {
      const hash = this.#hashes[number] ?? NO_HASH;
      if (hash !== NO_HASH) this.#place(number, hash);
    }
  }

  #place(number: number, hash: number): void {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const place = (hash + tries) & (this.#slots.length - 1);
      if (this.#slots[place] !== 0) continue;
      this.#slots[place] = number + 1;
      return;
    }
    this.#setAside(number);
  }

  #setAside(number: number): void {
    const object = this.#objects[number];
    if (object !== undefined) this.#others.set(object, number);
    this.#hashes[number] = NO_HASH;
  }
}

function hashOf(values: readonly unknown[]): number {
  let mixed = values.length;
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (typeof value === "number") mixed = Math.imul(mixed ^ value, FACTOR);
    else if (typeof value === "string") mixed = Math.imul(mixed ^ sample(value), FACTOR);
  }
  return (mixed ^ (mixed >>> 15)) >>> 1;
}

function sample(text: string): number {
  const { length } = text;
  return length === 0 ? 0 : 961 * length + 31 * text.charCodeAt(length >> 1) + text.charCodeAt(length - 1);
}
