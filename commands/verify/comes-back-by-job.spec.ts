import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWatchedHandset, type WatchedHandset } from '../../bench/watched-handset.ts';
import { readInstalledPackage } from '../../helpers/device/installed-package.ts';
import { PROCESS_VERBS } from '../../helpers/device/recording/process-verbs.ts';
import { asRestarted } from '../../helpers/device/recording/restarted.ts';
import type { Session } from '../../helpers/device/recording/session.ts';
import { observeTarget } from '../../helpers/device/target-app.ts';

const PORT = 6017;
const NAME = 'org.example.sleeper';
/** An app that nothing brings back but its job, whose hour is far away. */
const APP = `
const PACKAGE = '${NAME}';
export default {
  manifest: {
    package: PACKAGE, label: 'Sleeper', versionName: '1.0', versionCode: 1, minSdk: 21, targetSdk: 25,
    permissions: [], debuggable: false, system: false,
    activities: [{ name: PACKAGE + '.Main', filters: [
      { actions: ['android.intent.action.MAIN'], categories: ['android.intent.category.LAUNCHER'] },
    ] }],
    services: [{ name: PACKAGE + '.Worker', jobs: true }],
  },
  start(process) {
    return {
      onStart() {
        const bounds = { left: 0, top: 0, right: 100, bottom: 100 };
        const root = { className: 'android.widget.FrameLayout', bounds, children: [] };
        process.show({ package: PACKAGE, activity: PACKAGE + '.Main', root });
        process.scheduleJob({ id: 7, service: PACKAGE + '.Worker', delayMs: 3_600_000 });
      },
      onStartJob: async () => process.log('Sleeper', 'the job ran'),
    };
  },
};
`;

describe.each([
  ['9', 28],
  ['14', 34],
])('an app whose job alone brings it back, on Android %s', (android, sdk) => {
  let home: string;
  let handset: WatchedHandset;
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'by-job-'));
    const module = path.join(home, 'app.mjs');
    await writeFile(module, APP);
    handset = await startWatchedHandset([`--android=${android}`, `--app-module=${module}`], PORT);
  });
  afterAll(async () => {
    await handset?.stop();
    await rm(home, { recursive: true, force: true });
  });

  it('is killed, waited for, brought back by its job, and known as restarted', async () => {
    const { adb } = handset;
    const { sink, timeline } = handset.watch();
    const { uid } = await readInstalledPackage(adb, NAME);
    const target = { adb, sink, packageName: NAME, uid, sdk };
    // What the verb uses of a session.
    const session = { parts: { adb, sink }, target, killedPids: undefined } as unknown as Session;
    await adb.shell(`am start -W -n ${NAME}/.Main`);
    await PROCESS_VERBS.killTarget().act(session);
    const acts = timeline.flatMap((event) => (event.kind === 'act' ? [event.what] : []));
    expect(acts).toEqual([
      expect.stringMatching(new RegExp(`^am kill ${NAME}: `)),
      `ran the job ${NAME} 7`,
      expect.stringMatching(/^the target came back: /),
    ]);
    expect(asRestarted(await observeTarget(target), session.killedPids).state).toBe('restarted');
  });
});
