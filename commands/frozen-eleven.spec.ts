import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWatchedHandset, TARGET, type WatchedHandset } from '../bench/watched-handset.ts';
import { readInstalledPackage } from '../helpers/device/installed-package.ts';
import { observeProcessState } from '../helpers/device/process-state.ts';
import { launchTarget, leaveTarget, type TargetParts } from '../helpers/device/target-app.ts';
import { waitFor } from '../helpers/device/wait.ts';
import type { ProcessState } from '../helpers/model/stimulus.ts';

const PORT = 6021;

let handset: WatchedHandset;
let target: TargetParts;

beforeAll(async () => {
  handset = await startWatchedHandset(['--android=11'], PORT);
  const { uid } = await readInstalledPackage(handset.adb, TARGET);
  target = { adb: handset.adb, sink: handset.watch().sink, packageName: TARGET, uid, sdk: 30 };
});
afterAll(() => handset.stop());

it('an app that Android 11 froze is known to be frozen, and to run once the freezer is off', async () => {
  const { adb } = handset;
  await adb.shell('settings put global cached_apps_freezer enabled');
  await launchTarget(target);
  await leaveTarget(target);
  await adb.shell('am start -a android.media.action.STILL_IMAGE_CAMERA; input keyevent 3');
  expect(await reached('frozen')).toMatch(/\bam_freeze: \[\d+,com\.jd\.jrapp\]$/);
  await adb.shell('settings put global cached_apps_freezer disabled');
  expect(await reached('cached')).toMatch(/\bam_unfreeze: \[\d+,com\.jd\.jrapp\]$/);
});

it('an app of which the log has forgotten everything may be frozen', async () => {
  await handset.adb.shell('logcat -b events -c');
  expect(await reached('maybe-frozen')).toMatch(/does not say whether it is frozen$/);
});

/** The proof of a state that comes within some seconds. */
async function reached(state: ProcessState): Promise<string | undefined> {
  const observe = () => observeProcessState(target.adb, target);
  return await waitFor(
    async () => {
      const seen = await observe();
      return seen.state === state ? seen.proof : undefined;
    },
    { timeoutMs: 10_000, everyMs: 100 },
  );
}
