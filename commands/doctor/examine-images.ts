import { randomBytes } from 'node:crypto';
import { queryImages } from '../../helpers/device/media-store.ts';
import { mockedPosition } from '../../helpers/device/mock-position.ts';
import { shellQuote } from '../../helpers/device/shell-quote.ts';
import { waitFor } from '../../helpers/device/wait.ts';
import { positionOf } from '../../helpers/stimuli/canaries.ts';
import type { Patient } from './patient.ts';
import type { Sight } from './sight.ts';

const IMAGE_TIMEOUT_MS = 10_000;

/** Whether new images can be made on the phone. */
export async function examineScreenshots({ adb }: Patient): Promise<readonly Sight[]> {
  const known = new Set((await queryImages(adb)).map(({ id }) => id));
  await adb.shell('input keyevent 120');
  const row = await waitFor(
    async () => (await queryImages(adb)).find(({ id, bytes }) => !known.has(id) && bytes > 0),
    { timeoutMs: IMAGE_TIMEOUT_MS, everyMs: 250 },
  );
  const common = {
    channel: 'screenshots by key',
    tried: 'pressed the key once, looked for a new image in MediaStore, deleted it',
  };
  if (row === undefined) {
    return [
      {
        ...common,
        seen: 'no',
        found: `no new image within ${IMAGE_TIMEOUT_MS / 1000} s`,
        remedy: 'unlock the phone and make room; a ROM that takes none by KEYCODE_SYSRQ cannot be used',
      },
    ];
  }
  const images = 'content://media/external/images/media';
  await adb.attempt(`content delete --uri ${images} --where _id=${row.id}`);
  await adb.attempt(`rm -f ${shellQuote(row.path)}`);
  const left = await adb.attempt(`[ -e ${shellQuote(row.path)} ]`);
  return left.exitCode === 0
    ? [{ ...common, seen: 'partly', found: `${row.path} is still there`, remedy: 'delete it by hand' }]
    : [{ ...common, seen: 'yes', found: `it was ${row.path} (${row.bytes} bytes)` }];
}

/** Asks only: a photo would have to be looked for and deleted, and who opens the camera may be seen by it. */
export async function examineCamera({ adb }: Patient): Promise<readonly Sight[]> {
  const action = 'android.media.action.STILL_IMAGE_CAMERA';
  const answer = await adb.attempt(`cmd package resolve-activity --brief -a ${action}`);
  const activity = answer.stdout
    .split('\n')
    .map((line) => line.trim())
    .find((line) => /^[\w.]+\/[\w.$]+$/.test(line));
  const common = { channel: 'camera', tried: 'asked which app takes photos; none was taken' };
  if (activity === undefined) {
    const remedy = 'install or enable a camera app; scenarios with photos break off without one';
    return [{ ...common, seen: 'no', found: `nobody answers to ${action}`, remedy }];
  }
  if (activity.startsWith('android/')) {
    const remedy = 'choose a default camera app on the phone';
    return [{ ...common, seen: 'no', found: 'more than one app, and the phone asks which', remedy }];
  }
  return [{ ...common, seen: 'yes', found: activity }];
}

/** The helper is Appium's, and comes with its first session: nothing is installed here. */
export async function examinePosition({ adb }: Patient): Promise<readonly Sight[]> {
  const change = mockedPosition(positionOf(randomBytes(8)));
  const common = { channel: 'position mocking', tried: 'told the phone another place, and took it back' };
  const helper = await adb.attempt('pm path io.appium.settings');
  if (!helper.stdout.startsWith('package:')) {
    return [
      {
        ...common,
        seen: 'partly',
        tried: "looked for Appium's settings helper",
        found: 'it is not installed yet, so that nothing was tried: the first run installs it',
        remedy: 'ask the doctor again after a run',
      },
    ];
  }
  try {
    await adb.shell(change.make);
    return [{ ...common, seen: 'yes', found: 'the phone took it' }];
  } finally {
    await adb.attempt(change.undo);
  }
}
