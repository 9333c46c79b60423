/** One thing that whoever controls the phone can do to it, from outside: nothing on the phone knows of it. */
export interface Verb {
  readonly name: string;
  /** The words behind the name, as the help shows them. */
  readonly words: string;
  /** One sentence. */
  readonly does: string;
  readonly example: string;
  /** Resolves to what was done, in a sentence; throws `Misuse` for words that make no sense. */
  run(words: readonly string[]): string | Promise<string>;
}

/** The words behind a verb make no sense; the message says what would. */
export class Misuse extends Error {}

/** `2`, `0.5`: seconds, from 0 up to a day. */
export function secondsOf(word: string): number {
  const seconds = /^\d+(?:\.\d+)?$/.test(word) ? Number(word) : Number.NaN;
  if (seconds <= 86_400) return seconds;
  throw new Misuse(`"${word}" is no number of seconds; say one from 0 to 86400, such as 2.5`);
}

export function wholeNumberOf(word: string, what: string, most = Number.MAX_SAFE_INTEGER): number {
  const number = /^\d{1,16}$/.test(word) ? Number(word) : Number.NaN;
  if (number <= most) return number;
  throw new Misuse(`"${word}" is no ${what}; say a whole number from 0 to ${most}`);
}

export function noWords(words: readonly string[]): void {
  if (words.length > 0) throw new Misuse(`it takes no words, and not "${words.join(' ')}"`);
}
