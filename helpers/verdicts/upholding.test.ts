import { describe, expect, it } from 'vitest';
import { bundleOf, stimulus } from './bundle-fixture.fake.ts';
import { CLEAN, OWN, PAGE } from './clean-run.fake.ts';
import { exercisedBy } from './upholding.ts';

const undelivered = { delivery: { kind: 'undelivered', because: 'b', at: { hostMs: 210 } } } as const;

describe('what was exercised', () => {
  it('is every delivered image, in its state, on the channels that were needed', () => {
    expect(exercisedBy(CLEAN.stimuli, ['traffic'])).toEqual([
      { stimulus: PAGE, processState: 'background', channels: ['traffic'] },
      { stimulus: OWN, processState: 'foreground', channels: ['traffic'] },
    ]);
  });

  it('is no image that was not delivered', () => {
    const { stimuli } = bundleOf(stimulus(PAGE, undelivered));
    expect(exercisedBy(stimuli, [])?.map((one) => one.stimulus)).toEqual([OWN]);
  });

  it.each([
    ['no image was asked for', []],
    ['none was delivered', bundleOf(stimulus(PAGE, undelivered), stimulus(OWN, undelivered)).stimuli],
  ])('is nothing when %s, so that nothing can be upheld by it', (_, stimuli) => {
    expect(exercisedBy(stimuli, ['traffic'])).toBeUndefined();
  });
});
