// Kinds whose jobs take several items: every choice of one item of each input (product), or of several of one input.
import { namesIn } from "../../model/files.ts";
import type { Fields, FormatterFilter, Match } from "../../model/filter.ts";
import { matchTogether } from "../../model/formatter.ts";
import type { Task } from "../../model/task.ts";
import { itemsOf, type Surroundings } from "../inputs.ts";
import { type Expansion, jobsOf } from "./expansion.ts";
import { fillEach } from "./items.ts";

/** An item with what its filter made of it: no fields when it does not match. */
interface Member {
  readonly item: unknown;
  readonly fields: Fields | undefined;
  readonly filter: string;
}

/** One job for each choice of items of which all match. */
export function combined(task: Task, around: Surroundings): Expansion {
  const lists = membersOf(task, around);
  const itemCount = lists.reduce((sum, list) => sum + list.length, 0);
  const { filled, ...rest } = fillEach(task, choices(task, lists), around, matchOf, (members) =>
    members.map(({ item }) => item),
  );
  return jobsOf(task, filled, { itemCount, ...rest });
}

function matchOf(members: readonly Member[]): Match | string {
  const fields = members.flatMap((member) => member.fields ?? []);
  return fields.length < members.length ? strangerText(members) : matchTogether(fields);
}

function strangerText(members: readonly Member[]): string {
  const stranger = members.find(({ fields }) => fields === undefined);
  return `${namesIn(stranger?.item).join(", ")} does not match ${stranger?.filter}`;
}

/** The items of each input, matched by its filter; of the kinds with one input there is one list. */
function membersOf({ kind, definition }: Task, around: Surroundings): readonly (readonly Member[])[] {
  const { sources, directory } = around;
  const { factors, filter } = definition;
  const inputs = kind === "product" ? sources.factors : [sources.input];
  return inputs.map((input, i) => {
    // Any other filter was refused when the task was defined.
    const matching = (kind === "product" ? factors[i]?.filter : filter) as FormatterFilter;
    return itemsOf(input, around).map((item): Member => {
      return { item, fields: matching.fields(item, directory), filter: matching.text };
    });
  });
}

function choices(
  { kind, definition: { tupleSize } }: Task,
  lists: readonly (readonly Member[])[],
): Iterable<readonly Member[]> {
  if (lists.some(({ length }) => length === 0)) return [];
  if (kind === "product") return productOf(lists);
  const [items = []] = lists;
  if (kind === "permutations") return permutationsOf(items, tupleSize);
  return combinationsOf(items, tupleSize, kind === "combinationsWithReplacement" ? 0 : 1);
}

/** Every way to take one item of each list; that of the last list changes fastest. */
function* productOf<T>(lists: readonly (readonly T[])[], taken: readonly T[] = []): Generator<readonly T[]> {
  const list = lists[taken.length];
  if (list === undefined) yield taken;
  else for (const item of list) yield* productOf(lists, [...taken, item]);
}

/** Every way to take `size` items by their places, in any order. */
function* permutationsOf<T>(
  items: readonly T[],
  size: number,
  taken: readonly number[] = [],
): Generator<readonly T[]> {
  if (size === 0 || size > items.length) return;
  if (taken.length === size) yield taken.map((index) => items[index] as T);
  else
    for (const index of items.keys())
      if (!taken.includes(index)) yield* permutationsOf(items, size, [...taken, index]);
}

/** Every way to take `size` items by their places, each at least `step` after the one before. */
function* combinationsOf<T>(
  items: readonly T[],
  size: number,
  step: 0 | 1,
  taken: readonly T[] = [],
  first = 0,
): Generator<readonly T[]> {
  if (size === 0) return;
  if (taken.length === size) yield taken;
  // Where too few items are left, there is nothing to look for.
  else
    for (let index = first; index + step * (size - taken.length) < items.length + step; index += 1)
      yield* combinationsOf(items, size, step, [...taken, items[index] as T], index + step);
}
