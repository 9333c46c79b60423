/** The range of ECMAScript's times, in milliseconds (ECMA-262, "Time Values and Time Range"). */
const LARGEST_TIME = 8.64e15;

/** A moment of a bundle for a sentence. A bundle may hold any number: one that is no time is shown as it is. */
export function isoTime(ms: number): string {
  if (!Number.isFinite(ms) || Math.abs(ms) > LARGEST_TIME) return `${ms} ms`;
  const time = new Date(ms);
  return time.toISOString();
}
