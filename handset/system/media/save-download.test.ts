import { afterEach, describe, expect, it } from 'vitest';
import type { AppProcess } from '../../app-parts.ts';
import { androidNamed } from '../android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome } from '../framework.fake.ts';

const NAME = 'org.example.app';
const DOWNLOAD = '/storage/emulated/0/Download';

let framework: FakeFramework;
let app: AppProcess;
afterEach(() => framework.dispose());

async function phone(android: string): Promise<void> {
  const remember = (process: AppProcess) => {
    app = process;
    return { onStart: () => undefined };
  };
  const manifest = { permissions: [], targetSdk: androidNamed(android).api };
  framework = await fakeFramework([fakeHome, fakeApp(NAME, remember, manifest)], androidNamed(android));
  await framework.activities.ensureProcess(NAME);
}

describe('what an app saves by DownloadManager', () => {
  it.each(['9', '10', '14'])(
    'lies on Android %s in Download, without a permission, and has a row',
    async (android) => {
      await phone(android);
      for (const bytes of ['one', 'two'])
        await app.saveDownload({ name: 'a.png', bytes: Buffer.from(bytes) });
      expect(await framework.files.list(DOWNLOAD)).toEqual(['a-1.png', 'a.png']);
      expect(framework.media.images().map(({ path }) => path)).toEqual([
        `${DOWNLOAD}/a-1.png`,
        `${DOWNLOAD}/a.png`,
      ]);
    },
  );

  it('is its own from 10 on', async () => {
    await phone('14');
    await app.saveDownload({ name: 'a.png', bytes: Buffer.from('one') });
    expect((await app.queryImages()).map(({ displayName }) => displayName)).toEqual(['a.png']);
    const rows =
      'content query --uri content://media/external/downloads --projection _display_name:owner_package_name:is_download';
    expect((await framework.run(rows.split(' '))).stdout).toBe(
      `Row: 0 _display_name=a.png, owner_package_name=${NAME}, is_download=1\n`,
    );
  });

  it.each(['../../x.png', 'a/b\nc.png', '.hidden.png'])(
    'stays in Download under the name %j',
    async (name) => {
      await phone('11');
      await app.saveDownload({ name, bytes: Buffer.of(1) });
      const [saved = ''] = await framework.files.list(DOWNLOAD);
      expect(saved).not.toMatch(/[/\n]|^\./);
      expect(framework.media.images()).toHaveLength(1);
    },
  );
});

describe('am broadcast of MEDIA_SCANNER_SCAN_FILE', () => {
  it.each(['8.1', '9', '11'])('has a file of Android %s scanned', async (android) => {
    await phone(android);
    const owner = { uid: 2000, gid: 1015, mode: 0o660 };
    await framework.files.write('/storage/emulated/0/DCIM/a b.png', Buffer.of(1), owner);
    const send = (uri: string) =>
      framework.run(['am', 'broadcast', '-a', 'android.intent.action.MEDIA_SCANNER_SCAN_FILE', '-d', uri]);
    for (const other of ['file:///data/local/tmp/x.png', 'http://host/a.png', 'file:///sdcard/DCIM/none.png'])
      await send(other);
    expect(framework.media.images()).toEqual([]);
    expect((await send('file:///sdcard/DCIM/a%20b.png')).code).toBe(0);
    expect(framework.media.images().map(({ displayName }) => displayName)).toEqual(['a b.png']);
  });
});
