// Closes an exhaustive `switch`: a new member of a union is a compile error at every such place.

/** Says that this line cannot be reached while the types are right. */
export function unreachable(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)} [this is a bug in pipefish]`);
}
