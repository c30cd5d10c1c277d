// The objects of a message, by their number in order of first appearance.

/** So many objects go into one table: as it grows further, each growth moves all of it to fresh memory, which is dear. */
const MOST_IN_ONE = 2048;
const TABLE_BITS = 8;
/** Spreads what is multiplied by it over all the bits of a number. */
const FACTOR = 0x9e3779b1;

export class Seen {
  /** The first objects. */
  readonly #first: Map<object, number> = new Map();
  /** Those that followed, each in the table that its trait tells. */
  readonly #others: Map<object, number>[] = [];
  #size = 0;
  #mostInFirst = MOST_IN_ONE;

  get size(): number {
    return this.#size;
  }

  /**
   * Give an object the next number, unless it has one: then say which.
   *
   * @param values  the values of its properties, as far as they are known: they tell in which table it is
   */
  add(object: object, values: readonly unknown[] = []): number | undefined {
    const known = this.#first.get(object);
    if (known !== undefined) return known;
    if (this.#size >= this.#mostInFirst) return this.#addToOthers(object, values);
    this.#first.set(object, this.#size++);
    return undefined;
  }

  #addToOthers(object: object, values: readonly unknown[]): number | undefined {
    const place = placeFor(values);
    this.#others[place] ??= new Map();
    const table = this.#others[place];
    const known = table.get(object);
    if (known === undefined) table.set(object, this.#size++);
    return known;
  }

  has(object: object): boolean {
    return this.#first.has(object) || this.#others.some((table) => table.has(object));
  }

  /** Code of the user is to run, which may change objects: go on without looking at their values. */
  expectChanges(): void {
    this.#mostInFirst = Number.POSITIVE_INFINITY;
    for (const table of this.#others.splice(0))
      table?.forEach((number, object) => {
        this.#first.set(object, number);
      });
  }

  clear(): void {
    if (this.#first.size > 0) this.#first.clear();
    this.#others.length = 0;
    this.#size = 0;
    this.#mostInFirst = MOST_IN_ONE;
  }
}

function placeFor(values: readonly unknown[]): number {
  let mixed = values.length;
  for (const value of values) {
    if (typeof value === "number") mixed = Math.imul(mixed ^ value, FACTOR);
    else if (typeof value === "string") mixed = Math.imul(mixed ^ sample(value), FACTOR);
  }
  return mixed >>> (32 - TABLE_BITS);
}

function sample(text: string): number {
  const { length } = text;
  return length === 0 ? 0 : 961 * length + 31 * text.charCodeAt(length >> 1) + text.charCodeAt(length - 1);
}
