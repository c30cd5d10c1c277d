// The objects of a message, by their number in order of first appearance.

export class Seen {
  readonly #objects: Set<object> = new Set();
  // Most values share nothing: the numbers are only looked up, and this only made, when an object comes again.
  #numbers: Map<object, number> | undefined;

  get size(): number {
    return this.#objects.size;
  }

  /** Give an object the next number, unless it has one: then say which. */
  add(object: object): number | undefined {
    const number = this.#objects.size;
    this.#objects.add(object);
    if (this.#objects.size === number) return this.#numberOf(object);
    this.#numbers?.set(object, number);
    return undefined;
  }

  has(object: object): boolean {
    return this.#objects.has(object);
  }

  clear(): void {
    if (this.#objects.size > 0) this.#objects.clear();
    this.#numbers = undefined;
  }

  #numberOf(object: object): number | undefined {
    this.#numbers ??= new Map(Array.from(this.#objects, (seen, number) => [seen, number]));
    return this.#numbers.get(object);
  }
}
