/** A list that is known to hold at least one element. */
export type NonEmpty<T> = readonly [T, ...T[]];

/** Narrows a list to a non-empty one; `undefined` when it holds nothing. */
export function nonEmpty<T>(list: readonly T[]): NonEmpty<T> | undefined {
  const [first, ...rest] = list;
  return first === undefined ? undefined : [first, ...rest];
}
