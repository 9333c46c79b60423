import { describe, expect, it } from 'vitest';
import type { VerdictKind } from '../helpers/model/verdict.ts';
import { compareWithExpected, exitCode } from './expectation.ts';
import {
  FLOW,
  finding,
  hash,
  inconclusive,
  judgement,
  NOT_APPLICABLE,
  UPHELD,
  violated,
} from './fixtures.fake.ts';

const VIOLATED = violated(
  finding(hash(Buffer.from('x')), { kind: 'flow', flow: FLOW, part: 'request-body', host: 'h' }),
);
const OF = {
  violated: VIOLATED,
  inconclusive: inconclusive(),
  upheld: UPHELD,
  'not-applicable': NOT_APPLICABLE,
};

describe('comparing with the known truth', () => {
  it('agrees when every verdict is as expected', () => {
    const made = judgement({ a: UPHELD, b: VIOLATED });
    expect(compareWithExpected(made, { a: 'upheld', b: 'violated' })).toEqual({
      agrees: true,
      differences: [],
    });
  });

  it('agrees when nothing is known', () => {
    expect(compareWithExpected(judgement({ a: UPHELD }), undefined).agrees).toBe(true);
  });

  it('names each verdict that is heavier, lighter, missing or unheard of', () => {
    const made = judgement({ a: UPHELD, b: VIOLATED, extra: UPHELD });
    expect(compareWithExpected(made, { a: 'violated', b: 'upheld', gone: 'upheld' }).differences).toEqual([
      { claim: 'a', expected: 'violated', actual: 'upheld' },
      { claim: 'b', expected: 'upheld', actual: 'violated' },
      { claim: 'gone', expected: 'upheld', actual: 'absent' },
      { claim: 'extra', expected: 'absent', actual: 'upheld' },
    ]);
  });

  it('does not take a claim named after a property of objects for an expected one', () => {
    expect(compareWithExpected(judgement({ constructor: UPHELD }), {}).differences).toHaveLength(1);
  });
});

describe('the exit code', () => {
  const verdicts: readonly (readonly [readonly VerdictKind[], 0 | 1 | 2 | 3])[] = [
    [['upheld', 'not-applicable'], 0],
    [['not-applicable'], 0],
    [['upheld', 'inconclusive'], 2],
    [['inconclusive', 'violated', 'upheld'], 1],
    [[], 2],
  ];

  it.each(verdicts)('of the verdicts %j is %i', (kinds, code) => {
    const made = judgement(Object.fromEntries(kinds.map((kind, at) => [`c${at}`, OF[kind]])));
    for (const agrees of [true, false]) expect(exitCode(made, { agrees }, 'verdict', false)).toBe(code);
  });

  it.each([
    [true, 0],
    [false, 3],
  ] as const)('is that of the comparison when the truth is known: agrees %s, so %i', (agrees, code) => {
    for (const verdict of Object.values(OF)) {
      expect(exitCode(judgement({ a: verdict }), { agrees }, 'expectation', false)).toBe(code);
    }
  });

  it('is 3 after a fault, whatever the verdicts are', () => {
    for (const mode of ['expectation', 'verdict'] as const) {
      expect(exitCode(judgement({ a: UPHELD }), { agrees: true }, mode, true)).toBe(3);
    }
  });
});
