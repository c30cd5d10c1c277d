// A heap: gives out its items in order, though they come in any, at the cost of a few steps each however many there are.

/** Items of which the one that goes before all others can be taken. */
export class Heap<T> {
  readonly #items: T[] = [];
  readonly #precedes: (one: T, other: T) => boolean;

  constructor(precedes: (one: T, other: T) => boolean) {
    this.#precedes = precedes;
  }

  get size(): number {
    return this.#items.length;
  }

  /** The item that goes before all others. */
  get first(): T | undefined {
    return this.#items[0];
  }

  add(item: T): void {
    const items = this.#items;
    let at = items.length;
    // The items above it that it precedes come down by one.
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.#precedes(item, items[above] as T)) break;
      items[at] = items[above] as T;
      at = above;
    }
    items[at] = item;
  }

  /** Takes the first item out. */
  take(): T | undefined {
    const items = this.#items;
    const [first] = items;
    const last = items.pop();
    if (last !== undefined && items.length > 0) this.#sink(last);
    return first;
  }

  /** Puts an item where the first was, and lets it down as far as others precede it. */
  #sink(item: T): void {
    const items = this.#items;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= items.length) break;
      if (below + 1 < items.length && this.#precedes(items[below + 1] as T, items[below] as T)) below += 1;
      if (!this.#precedes(items[below] as T, item)) break;
      items[at] = items[below] as T;
      at = below;
    }
    items[at] = item;
  }
}
