// Count, mean and spread of numbers, in a form that can be put together from parts.
//
// The manual adds up the numbers and their squares, and calls that a very naive approach: the two sums are large and
// nearly cancel. Deviations from the mean do not have that fault, and can be joined as well (Chan, Golub, LeVeque 1979).

/** What is known of some numbers. */
export interface Moments {
  readonly count: number;
  readonly mean: number;
  /** The sum of the squares of the deviations from the mean. */
  readonly squares: number;
}

/** The moments of a list of numbers. */
export function momentsOf(numbers: readonly number[]): Moments {
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  return {
    count: numbers.length,
    mean,
    squares: numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0),
  };
}

/** The moments of two lists together, from the moments of each. */
export function join(left: Moments, right: Moments): Moments {
  const count = left.count + right.count;
  const apart = right.mean - left.mean;
  return {
    count,
    mean: left.mean + (apart * right.count) / count,
    squares: left.squares + right.squares + (apart ** 2 * left.count * right.count) / count,
  };
}
