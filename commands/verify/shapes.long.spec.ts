import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../helpers/model/bundle.ts';
import type { Stimulus } from '../../helpers/model/stimulus.ts';
import { judge } from '../../helpers/verdicts/judge.ts';
import { bundleOf, run } from './verify-run.fake.ts';

/** Up to 9 a row has no pending state, so that both ways of saving an image are there. */
describe.each(['9', '14'])('images on Android %s', (android) => {
  let bundle: Bundle;
  beforeAll(async () => {
    const ended = await run(
      '--app=jdjr',
      '--device=handset',
      `--handset-option=--android=${android}`,
      '--window=1',
      '--only=every-kind-of-image-in-background',
      '--only=screen-off',
    );
    bundle = await bundleOf(ended);
  }, 300_000);

  it('are announced within ten seconds of their rows, and one later', () => {
    const ages = bundle.stimuli.flatMap((one) =>
      one.kind === 'saved-image' ? [`${one.id} ${ageMs(bundle, one) > 10_000 ? 'late' : 'in time'}`] : [],
    );
    expect(ages).toEqual([
      'saved-like-a-screenshot in time',
      'saved-picture in time',
      'saved-large-picture in time',
      'saved-late late',
      'saved-in-the-dark in time',
    ]);
  });

  it('are made before the screen goes dark, and one in the dark, by the phone’s own words', () => {
    const dark = bundle.stimuli.flatMap(({ id, circumstances, circumstancesProof }) =>
      circumstances?.includes('screen-off') === true ? [[id, circumstancesProof]] : [],
    );
    expect(dark).toEqual([['saved-in-the-dark', 'mWakefulness=Asleep; Display Power: state=OFF']]);
  });

  it('are all delivered, and none of them, half made, is taken for somebody else’s copy', () => {
    expect(bundle.stimuli.filter(({ delivery }) => delivery.kind !== 'delivered')).toEqual([]);
    expect(bundle.timeline.filter(({ kind }) => kind === 'fault')).toEqual([]);
    expect(judge(bundle).gaps.filter(({ code }) => code === 'artifact-unattributed')).toEqual([]);
  });

  // From 11 on the app may hear of them only after this short window.
  if (android === '9') {
    it('are copied by an app of the time, but for the late one', () => {
      const copied = new Set(judge(bundle).findings.map(({ stimulus }) => stimulus));
      const left = bundle.stimuli.filter(({ id }) => !copied.has(id)).map(({ id }) => id);
      expect(left).toEqual(['saved-late']);
    });
  }
});

/** Between a row's `date_added` and the first time that anybody could see it, both by the phone's clock. */
function ageMs({ run: { clockOffsetMs } }: Bundle, { delivery }: Stimulus): number {
  if (delivery.kind === 'undelivered') return Number.NaN;
  const added = Number(/, date_added=(\d+), /.exec(delivery.mediaStoreRow)?.[1]);
  return delivery.at.hostMs + clockOffsetMs - added * 1000;
}
