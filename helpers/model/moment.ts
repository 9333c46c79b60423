/** A point in time: the host's clock always, the phone's where it was read. Milliseconds since the Unix epoch. */
export interface Moment {
  readonly hostMs: number;
  readonly deviceMs?: number;
}

/** A stretch of host time, both ends included, in milliseconds since the Unix epoch. */
export interface Interval {
  readonly fromMs: number;
  readonly toMs: number;
}
