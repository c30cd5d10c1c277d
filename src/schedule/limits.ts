// What jobs that run at once have to share: limits of tasks, and resources. A job that has to wait holds no place.
import type { Resources } from "../model/definition.ts";
import type { Task } from "../model/task.ts";

/** Something of which there is only so much. */
interface Stock {
  readonly total: number;
  taken: number;
}

/** What a job of a task takes. */
interface Share {
  readonly stock: Stock;
  readonly amount: number;
}

/** Knows what is taken, and so which jobs may start. */
export class Limits {
  readonly #totals: Resources;
  readonly #stocks = new Map<string, Stock>();
  readonly #shares = new Map<Task, readonly Share[]>();

  /** @param totals how much there is of each resource; there is enough of those that it does not name */
  constructor(totals: Resources) {
    this.#totals = totals;
  }

  /** Whether one more job of the task may start. */
  allows(task: Task): boolean {
    return this.#sharesOf(task).every(
      ({ stock, amount }) => stock.taken + amount <= stock.total * (1 + slack),
    );
  }

  /** Notes that a job of the task starts. */
  take(task: Task): void {
    for (const { stock, amount } of this.#sharesOf(task)) stock.taken += amount;
  }

  /** Notes that a job of the task has ended. */
  release(task: Task): void {
    for (const { stock, amount } of this.#sharesOf(task)) stock.taken -= amount;
  }

  #sharesOf(task: Task): readonly Share[] {
    const known = this.#shares.get(task);
    if (known !== undefined) return known;
    const { limit, resources } = task.definition;
    const shares = Object.entries(resources).map(([name, amount]) => ({
      stock: this.#stock(`resource ${name}`, this.#totals[name] ?? Number.POSITIVE_INFINITY),
      amount,
    }));
    // A limit without a name has that of its task, by which the copies of the task share it.
    if (limit !== undefined)
      shares.push({ stock: this.#stock(`limit ${limit.name ?? task.fullName}`, limit.count), amount: 1 });
    this.#shares.set(task, shares);
    return shares;
  }

  #stock(name: string, total: number): Stock {
    const stock = this.#stocks.get(name) ?? { total, taken: 0 };
    this.#stocks.set(name, stock);
    return stock;
  }
}

/** Amounts need not be whole, and sums of such numbers are not exact. */
const slack = 1e-9;
