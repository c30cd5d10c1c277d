// The way from the root of a message to the value in hand, kept so that a refusal can name the place.
// Noting a step must cost next to nothing; the words are only made when something is refused.

import { type StepKind, stepText } from "./refusal.ts";

/** The way to a container that is written later than its parents. */
export interface Prefix {
  readonly parent: Prefix | undefined;
  readonly kinds: readonly StepKind[];
  readonly steps: readonly unknown[];
}

export class Trail {
  /** How many containers the value in hand stands in, counted from the start or from a flush of postponed ones. */
  depth = 0;

  readonly #kinds: StepKind[] = [];
  readonly #steps: unknown[] = [];
  #root = "";
  #prefix: Prefix | undefined;
  // Steps before this depth belong to the writer that flushes, not to the postponed container.
  #prefixDepth = 0;

  begin(root: string): void {
    this.#root = root;
    this.#prefix = undefined;
    this.#prefixDepth = 0;
    this.#steps.length = 0;
    this.depth = 0;
  }

  /** Step down into a container; its parts are then named with `at`. */
  enter(kind: StepKind): void {
    this.#kinds[this.depth++] = kind;
  }

  at(step: unknown): void {
    this.#steps[this.depth - 1] = step;
  }

  /** Name a part that is reached in another way than its neighbour. */
  atKind(kind: StepKind, step: unknown): void {
    this.#kinds[this.depth - 1] = kind;
    this.#steps[this.depth - 1] = step;
  }

  leave(): void {
    this.depth--;
  }

  /** The present place, for a container that is written later. */
  mark(): Prefix {
    const from = this.#prefixDepth;
    const kinds = this.#kinds.slice(from, this.depth);
    return { parent: this.#prefix, kinds, steps: this.#steps.slice(from, this.depth) };
  }

  /** Go on from a marked place while `body` runs. */
  resume(prefix: Prefix, body: () => void): void {
    const [before, beforeDepth] = [this.#prefix, this.#prefixDepth];
    this.#prefix = prefix;
    this.#prefixDepth = this.depth;
    body();
    this.#prefix = before;
    this.#prefixDepth = beforeDepth;
  }

  /** The path in words, as `extras.items[3].name`. */
  text(): string {
    let text = "";
    for (let place: Prefix | undefined = this.mark(); place !== undefined; place = place.parent) {
      const { kinds, steps } = place;
      text = kinds.map((kind, index) => stepText(kind, steps[index])).join("") + text;
    }
    return this.#root + text;
  }
}
