/** An image that a baseline looks for: its file, and nothing of what the harness knows besides. */
export interface KnownImage {
  readonly id: string;
  readonly bytes: Buffer;
}

/** What a baseline holds for the nearest image to a file, as far as it took any for near. */
export interface Nearest {
  readonly id: string;
  /** In the baseline's own measure: smaller is nearer. */
  readonly distance: number;
}

/** The nearest of several; `undefined` when there is none. */
export function nearestOf(all: readonly Nearest[]): Nearest | undefined {
  return all.reduce<Nearest | undefined>(
    (best, one) => (best === undefined || one.distance < best.distance ? one : best),
    undefined,
  );
}
