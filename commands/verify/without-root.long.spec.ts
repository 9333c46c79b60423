import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../helpers/model/bundle.ts';
import type { Gap } from '../../helpers/model/gap.ts';
import { judge } from '../../helpers/verdicts/judge.ts';
import { bundleOf, type Ended, processesOf, run } from './verify-run.fake.ts';

describe('a phone without root', () => {
  let ended: Ended;
  let bundle: Bundle;
  let gaps: readonly Gap[];
  beforeAll(async () => {
    ended = await run(
      ...['--app=jdjr', '--device=handset', '--handset-option=--build=user'],
      ...['--window=1', '--only=bank-screenshot-in-background'],
    );
    bundle = await bundleOf(ended);
    gaps = judge(bundle).claims.flatMap(({ verdict }) =>
      verdict.kind === 'inconclusive' ? verdict.gaps : [],
    );
  }, 200_000);

  it('is recorded to the end, with its image delivered', () => {
    expect(bundle.run.device.root).toBe(false);
    expect(bundle.timeline.filter(({ kind }) => kind === 'fault')).toEqual([]);
    expect(bundle.stimuli.map(({ delivery }) => delivery.kind)).toEqual(['delivered']);
    expect(bundle.seal.kind).toBe('sealed');
    expect(processesOf(ended)).toEqual([]);
  });

  it('shows the uploads of its browser, by plain http, at both ends', () => {
    const controls = bundle.timeline.flatMap((event) =>
      event.kind === 'control' && /\/upload-/.test(event.control.detail) ? [event.control] : [],
    );
    expect(controls.map(({ plants = 'leak', found }) => `${plants} ${found}`)).toEqual([
      'leak true',
      'no-leak false',
      'leak true',
      'no-leak false',
    ]);
  });

  it.each([
    ['sandbox-unreadable', 'app-internal-storage'],
    ['traffic-unreadable', 'traffic'],
  ] as const)('keeps what root would have shown open: %s', (code, channel) => {
    const found = gaps.find((gap) => gap.code === code && gap.channel === channel);
    expect(found?.remedy).toContain('root');
  });

  it('upholds nothing, and still finds what shows without root', () => {
    const verdicts = judge(bundle).claims.map(({ claim, verdict }) => `${claim} ${verdict.kind}`);
    expect(verdicts.filter((one) => one.endsWith(' upheld'))).toEqual([]);
    expect(verdicts).toContain('no-background-acquisition violated');
  });
});
