import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../helpers/model/bundle.ts';
import { judge } from '../../helpers/verdicts/judge.ts';
import { bundleOf, type Ended, processesOf, run, start } from './verify-run.fake.ts';

const CHOICE = [
  '--app=jdjr',
  '--device=handset',
  '--handset-option=--android=14',
  '--window=1',
  '--only=frozen',
  '--only=freezer-off',
  '--only=deferred',
  '--only=after-reboot',
];

describe('process states and deferred reactions on Android 14', () => {
  let ended: Ended;
  let bundle: Bundle;
  beforeAll(async () => {
    ended = await run(...CHOICE);
    bundle = await bundleOf(ended);
  }, 300_000);

  it('meet each image in the state that they are named after, with its circumstances', () => {
    const states = bundle.stimuli.map(({ id, processState, circumstances = [] }) =>
      [id, processState, ...circumstances].join(' '),
    );
    expect(states).toEqual([
      'bank-frozen frozen',
      'photo-frozen frozen',
      'bank-unfrozen cached freezer-off',
      'photo-unfrozen cached freezer-off',
      'bank-deferred background',
      'photo-deferred cached',
      'saved-at-night cached wifi-and-charging night',
      'bank-before-reboot background',
      'photo-before-reboot cached',
      'bank-after-reboot stopped after-reboot',
      'photo-after-reboot stopped after-reboot',
    ]);
  });

  it('uphold nothing of the background for an app that was frozen, whatever it is', () => {
    const { claims } = judge(bundle);
    const background = claims.find(({ claim }) => claim === 'no-background-acquisition');
    const frozen = background?.scenarios.find(({ scenario }) => scenario === 'frozen')?.verdict;
    expect(frozen).toMatchObject({ kind: 'inconclusive' });
    const codes = frozen?.kind === 'inconclusive' ? frozen.gaps.map(({ code }) => code) : [];
    expect(codes).toContain('target-frozen');
  });

  it('prove the state by the phone’s own words', () => {
    const proofOf = (id: string): string | undefined =>
      bundle.stimuli.find((one) => one.id === id)?.processStateProof;
    expect(proofOf('photo-frozen')).toMatch(/^UID u0a\d+: UidRecord\{.* CAC .*isFrozen=true$/);
    expect(proofOf('photo-unfrozen')).toContain('isFrozen=false');
    expect(proofOf('bank-after-reboot')).toBe('no process of com.jd.jrapp');
  });

  it('deliver every image, no two alike, also after the phone was restarted', () => {
    const digests = bundle.stimuli.map(({ delivery }) =>
      delivery.kind === 'delivered' ? delivery.sha256 : delivery.because,
    );
    expect(digests.every((digest) => /^[0-9a-f]{64}$/.test(digest))).toBe(true);
    expect(new Set(digests).size).toBe(bundle.stimuli.length);
  });

  it('see the traffic after a restart as before it', () => {
    const found = bundle.timeline.flatMap((event) =>
      event.kind === 'control' && event.control.channel === 'traffic' && event.control.plants !== 'no-leak'
        ? [event.control.found]
        : [],
    );
    expect(found.length).toBeGreaterThanOrEqual(5);
    expect(found).not.toContain(false);
    expect(bundle.timeline.filter(({ kind }) => kind === 'fault')).toEqual([]);
  });

  it('put back everything that they changed on the phone, and leave no process', () => {
    expect(restored(bundle)).toEqual(changed(bundle));
    expect(changed(bundle)).toEqual(
      expect.arrayContaining([
        'dumpsys battery unplug',
        'dumpsys deviceidle force-idle',
        'screen off',
        'settings global cached_apps_freezer disabled (was null)',
        'svc wifi disable',
        expect.stringMatching(/^time zone Etc\/GMT\S* \(was GMT\)$/),
      ]),
    );
    expect(processesOf(ended)).toEqual([]);
  });

  it('take the steps that the plan had said', async () => {
    const plan = await run(...CHOICE, '--plan');
    expect(plan.code).toBe(0);
    const planned = [...plan.output.matchAll(/^ *\d+ {2}at about \d+:\d\d {2}(.*)$/gm)].map(
      ([, what]) => what,
    );
    const taken = bundle.timeline.flatMap((event) => (event.kind === 'step' ? [event] : []));
    expect(taken.map(({ what }) => what)).toEqual(planned);
    expect(taken.map(({ number }) => number)).toEqual(planned.map((_, index) => index + 1));
  });
});

describe('a run that breaks off in mid-scenario', () => {
  it('puts back what the scenario had changed', async () => {
    const running = start(['--app=jdjr', '--device=handset', '--window=60', '--only=deferred']);
    await running.said('watching for');
    running.child.kill('SIGINT');
    const bundle = await bundleOf(await running.ended);
    expect(changed(bundle)).toEqual(expect.arrayContaining(['dumpsys battery unplug', 'svc wifi disable']));
    expect(restored(bundle)).toEqual(changed(bundle));
  });
});

function changed({ timeline }: Bundle): readonly string[] {
  return timeline.flatMap((event) => (event.kind === 'setting-changed' ? [event.what] : [])).sort();
}

function restored({ timeline }: Bundle): readonly string[] {
  return timeline.flatMap((event) => (event.kind === 'setting-restored' ? [event.what] : [])).sort();
}
