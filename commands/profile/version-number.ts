/** From the first number on, and before the second; an end that is absent is open. */
export interface NumberRange {
  readonly from?: string;
  readonly before?: string;
}

const DOTTED_NUMBER = /^\d{1,9}(\.\d{1,9})*$/;

/**
 * Whether a versionName lies in the range. One that is more than numbers and dots (`5.0.5-beta`, anything that an app
 * makes up) lies in none: nobody knows what it comes before.
 */
export function inRange(versionName: string, { from, before }: NumberRange): boolean {
  if (!DOTTED_NUMBER.test(versionName)) return false;
  if (from !== undefined && compareNumbers(versionName, from) < 0) return false;
  return before === undefined || compareNumbers(versionName, before) < 0;
}

/** Whether some number could lie in both. */
export function rangesMeet(one: NumberRange, other: NumberRange): boolean {
  return beginsBeforeEnd(one, other) && beginsBeforeEnd(other, one);
}

function beginsBeforeEnd({ from }: NumberRange, { before }: NumberRange): boolean {
  return from === undefined || before === undefined || compareNumbers(from, before) < 0;
}

/** By each part as a number; `5.0` and `5.0.0` are the same. */
function compareNumbers(one: string, other: string): number {
  const [a, b] = [parts(one), parts(other)];
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function parts(number: string): readonly number[] {
  return number.split('.').map(Number);
}
