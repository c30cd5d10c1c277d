// Random numbers that are the same each time: what is made of them can be checked, and made again.

/** A stream of random numbers that depends on its name alone. */
export class Random {
  #state: number;

  constructor(name: string) {
    // FNV-1a: names that differ a little give streams that have nothing in common.
    this.#state = [...name].reduce(
      (hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16777619),
      2166136261,
    );
  }

  /** A number from 0 up to 1, by the generator mulberry32. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` up to and without `end`. */
  between(least: number, end: number): number {
    return least + Math.floor(this.next() * (end - least));
  }

  /** A number from the normal distribution with mean 0 and variance 1, by Box and Muller. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** How often something happened that happens `mean` times on average, by Knuth's count of arrivals. */
  poisson(mean: number): number {
    let count = 0;
    for (let waited = -Math.log(1 - this.next()); waited < mean; count++) waited -= Math.log(1 - this.next());
    return count;
  }
}
