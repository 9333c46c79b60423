import { AssertionError } from 'node:assert';
import type { Verdict } from '../helpers/model/verdict.ts';
import { printable } from './escape.ts';

const LONGEST_WHY = 2_000;

/**
 * Ends a mocha test as its verdict says: violated throws node's `AssertionError`, inconclusive throws another error,
 * upheld returns. For a claim that is not applicable the caller skips the test before.
 *
 * `getTestStatus` of @wdio/allure-reporter 9.32.0 calls a test failed when the error's name contains "assert" or when
 * its message, or without one its stack, contains "expect"; everything else it calls broken.
 */
export function assertVerdict(verdict: Verdict): void {
  switch (verdict.kind) {
    case 'violated':
      // Without `expected` and `actual`: with them @wdio/reporter puts an error of another name in its place.
      throw withoutTrace(new AssertionError({ message: `violated: ${printable(verdict.why, LONGEST_WHY)}` }));
    case 'inconclusive':
      throw undecided(`${codesOf(verdict)} ${printable(verdict.why, LONGEST_WHY)}`);
    case 'upheld':
    case 'not-applicable':
      return;
  }
}

function codesOf(verdict: Extract<Verdict, { kind: 'inconclusive' }>): string {
  return `[${[...new Set(verdict.gaps.map((gap) => gap.code))].join(', ')}]`;
}

function undecided(why: string): Error {
  const message = unmatched(`could not be decided: ${why}`);
  const error = new Error(message);
  error.name = 'Undecided';
  return withoutTrace(error);
}

/** The real stack names files of this machine and test frameworks, and tells nobody anything about a verdict. */
function withoutTrace<E extends Error>(error: E): E {
  error.stack = `${error.name}: ${error.message}`;
  return error;
}

/** A soft hyphen, which is not seen, keeps the word that the reporter looks for from being found in a why. */
function unmatched(message: string): string {
  return message.replaceAll(/(ex)(pect)/gi, '$1\u00ad$2');
}
