import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWatchedHandset, type WatchedHandset } from '../bench/watched-handset.ts';
import { announceImage, reserveImage, unreserveLine } from '../helpers/device/insert-image.ts';
import { queryImages } from '../helpers/device/media-store.ts';
import { codePicture } from '../helpers/stimuli/code-picture.fake.ts';

const PORT = 6023;
const NAME = 'Screenshot_0123.png';

/** Up to 9 a row has no pending state. */
describe.each([
  ['9', 28],
  ['14', 34],
])('an image that the shell inserts, on Android %s', (android, sdk) => {
  let handset: WatchedHandset;
  let directory: string;
  beforeAll(async () => {
    handset = await startWatchedHandset([`--android=${android}`], PORT);
    directory = await mkdtemp(path.join(tmpdir(), 'insert-image-'));
  });
  afterAll(async () => {
    await handset.stop();
    await rm(directory, { recursive: true, force: true });
  });

  /** Names of all images that anybody can see, and of the rows behind them. */
  const names = async (): Promise<readonly string[]> =>
    (await queryImages(handset.adb)).map((row) => path.posix.basename(row.path));
  const rows = async (): Promise<string> =>
    await handset.adb.shell(
      "content query --uri 'content://media/external/images/media?includePending=1' --projection _display_name",
    );

  it('is seen by nobody until it is announced, and stays when its row is to be taken back', async () => {
    const { adb } = handset;
    const file = path.join(directory, 'image.png');
    await writeFile(file, codePicture('telltale:0123456789abcdef'));
    await reserveImage(adb, sdk, NAME);
    expect(await rows()).toContain(NAME);
    expect(await names()).not.toContain(NAME);
    await announceImage(adb, sdk, { name: NAME, file });
    await adb.shell(unreserveLine(sdk, NAME));
    expect(await names()).toContain(NAME);
    expect(await adb.shell('ls /data/local/tmp')).not.toContain(NAME);
  });

  it('leaves nothing when it never comes', async () => {
    const never = `never-${NAME}`;
    await reserveImage(handset.adb, sdk, never);
    await handset.adb.shell(unreserveLine(sdk, never));
    expect(await rows()).not.toContain(never);
  });
});
