import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../helpers/model/bundle.ts';
import { bundleOf, run } from './verify-run.fake.ts';

/** An app that comes back by a sticky service after it was killed, and by a job that waits for the charger. */
const APP = `
const PACKAGE = 'org.example.phoenix';
const KEEPER = PACKAGE + '.Keeper';
const WORKER = PACKAGE + '.Worker';
export default {
  manifest: {
    package: PACKAGE, label: 'Phoenix', versionName: '1.0', versionCode: 1, minSdk: 21, targetSdk: 25,
    permissions: [], debuggable: false, system: false,
    activities: [{ name: PACKAGE + '.Main', filters: [
      { actions: ['android.intent.action.MAIN'], categories: ['android.intent.category.LAUNCHER'] },
    ] }],
    services: [{ name: KEEPER }, { name: WORKER, jobs: true }],
  },
  start(process) {
    return {
      onStart() {
        const bounds = { left: 0, top: 0, right: 100, bottom: 100 };
        const root = { className: 'android.widget.FrameLayout', bounds, children: [] };
        process.show({ package: PACKAGE, activity: PACKAGE + '.Main', root });
        void process.startService({ component: { package: PACKAGE, activity: KEEPER }, extras: {} });
        process.scheduleJob({ id: 7, service: WORKER, charging: true, delayMs: 3_600_000 });
      },
      onStartCommand: () => 'sticky',
      onStartJob: async () => process.log('Phoenix', 'the job ran'),
    };
  },
};
`;

const PROFILE = `
id: phoenix
name: Phoenix
package: org.example.phoenix
declaredHosts: []
permissions: []
appData: may-be-cleared
versions:
  - versionName: "1.0"
    era: as-designed
    note: An app of a test.
claims:
  - id: nothing-leaves
    predicate: local-only
    meaning: Nothing leaves the phone.
    eras: [as-designed]
    channels: [traffic]
    statement: { words: Nothing leaves., language: en, source: this test, date: "2026-11-24" }
screens: {}
`;

describe('an app that comes back by itself', () => {
  let home: string;
  let bundle: Bundle;
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'comes-back-'));
    await writeFile(path.join(home, 'app.mjs'), APP);
    await writeFile(path.join(home, 'handset.yaml'), 'appModules: [app.mjs]\n');
    await writeFile(path.join(home, 'profile.yaml'), PROFILE);
    const profile = `--profile=${path.join(home, 'profile.yaml')}`;
    const ended = await run(profile, '--device=handset', '--window=1', '--only=restarted', '--only=deferred');
    bundle = await bundleOf(ended);
  }, 200_000);
  afterAll(() => rm(home, { recursive: true, force: true }));

  it('is met restarted by the images that are made then, which two process ids prove', () => {
    const restarted = bundle.stimuli.filter(({ id }) => id.endsWith('-restarted'));
    expect(restarted.map(({ processState }) => processState)).toEqual(['restarted', 'restarted']);
    const [, killed, now] =
      /^killed: (\d+); now: (\d+); UID /.exec(restarted[0]?.processStateProof ?? '') ?? [];
    expect(Number(killed)).toBeGreaterThan(0);
    expect(now).not.toBe(killed);
  });

  it('has its job run, though neither its hour nor the charger has come', () => {
    const acts = bundle.timeline.flatMap((event) => (event.kind === 'act' ? [event.what] : []));
    expect(acts).toContain('ran the job org.example.phoenix 7');
  });

  it('is in none of these states by the word of a scenario: opened again, it is in the background', () => {
    const deferred = bundle.stimuli.find(({ id }) => id === 'bank-deferred');
    expect(deferred?.processState).toBe('background');
  });
});
