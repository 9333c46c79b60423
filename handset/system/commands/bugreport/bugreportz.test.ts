import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromBuffer } from 'yauzl';
import { androidNamed } from '../../android-version.ts';
import { type FakeFramework, fakeFramework, fakeHome } from '../../framework.fake.ts';
import { zipFile } from './zip-file.ts';

const DIRECTORY = '/data/user_de/0/com.android.shell/files/bugreports';
const NAME = 'bugreport-telltale_handset-SIMULATED-2019-02-16-10-15-00';

let framework: FakeFramework;
beforeEach(async () => {
  framework = await fakeFramework([fakeHome]);
});
afterEach(() => framework.dispose());

/** The files of a ZIP, read by another program than wrote it. */
async function unzip(bytes: Buffer): Promise<ReadonlyMap<string, string>> {
  return await new Promise((resolve, reject) => {
    const files = new Map<string, string>();
    fromBuffer(bytes, { lazyEntries: true, strictFileNames: true }, (error, zip) => {
      if (error !== null) return reject(error);
      zip.on('error', reject);
      zip.on('end', () => resolve(files));
      zip.on('entry', (entry) => {
        zip.openReadStream(entry, (failed, stream) => {
          if (failed !== null) return reject(failed);
          void buffer(stream).then((content) => {
            files.set(entry.fileName, content.toString());
            zip.readEntry();
          }, reject);
        });
      });
      zip.readEntry();
    });
  });
}

describe('bugreportz', () => {
  it('makes a ZIP of the dumps, of the log and of the properties, and says where', async () => {
    framework.logcat.write(77, 'E', 'Tag', 'a line of the log');
    expect(await framework.run(['bugreportz', '-p'])).toEqual({
      code: 0,
      stderr: '',
      stdout: `BEGIN:${DIRECTORY}/${NAME}.zip\nPROGRESS:20/100\nPROGRESS:100/100\nOK:${DIRECTORY}/${NAME}.zip\n`,
    });
    const files = await unzip(await framework.files.read(`${DIRECTORY}/${NAME}.zip`));
    expect([...files.keys()]).toEqual(['version.txt', `${NAME}.txt`, 'main_entry.txt']);
    expect([files.get('version.txt'), files.get('main_entry.txt')]).toEqual(['2.0', `${NAME}.txt`]);
    const text = files.get(`${NAME}.txt`) ?? '';
    for (const part of [
      '== dumpstate: 2019-02-16 10:15:00\n',
      "Build fingerprint: 'Telltale/telltale_handset/handset:9/SIMULATED/1:userdebug/test-keys'\n",
      'E Tag     : a line of the log\n',
      '------ SYSTEM PROPERTIES (getprop) ------\n[',
      'DUMP OF SERVICE package:\n',
      'was the duration of dumpsys window, ending at: 2019-02-16 10:15:00\n',
      '== dumpstate: done (id 1)\n',
    ])
      expect(text).toContain(part);
    expect((await framework.run(['dumpsys', 'appops'])).stdout.split('\n').slice(0, 5)).toSatisfy(
      (lines: readonly string[]) => text.includes(lines.join('\n')),
    );
  });

  it('says nothing but the place without -p', async () => {
    const { stdout } = await framework.run(['bugreportz']);
    expect(stdout).toBe(`OK:${DIRECTORY}/${NAME}.zip\n`);
  });

  it('refuses an app, and what it does not know', async () => {
    expect(await framework.run(['bugreportz', '-p'], 10_003)).toEqual({
      code: 1,
      stdout: 'FAIL:Failed to connect to dumpstatez service: Permission denied\n',
      stderr: '',
    });
    for (const words of [['-s'], ['-x'], ['-p', 'more']])
      expect(await framework.run(['bugreportz', ...words])).toMatchObject({
        code: 1,
        stdout: expect.stringContaining('usage: bugreportz [-hpv]'),
      });
    expect(await framework.files.exists(DIRECTORY)).toBe(false);
  });

  it.each([
    ['8.1', '1.1'],
    ['11', '1.1'],
    ['13', '1.2'],
    ['16', '1.2'],
  ])('of Android %s tells its version %s where adb looks for it', async (android, version) => {
    const phone = await fakeFramework([fakeHome], androidNamed(android));
    expect(await phone.run(['bugreportz', '-v'])).toEqual({ code: 0, stdout: '', stderr: `${version}\n` });
    await phone.dispose();
  });

  it('fails with a word when there is no room', async () => {
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
    const write = framework.files.write;
    Object.assign(framework.files, { write: () => Promise.reject(full) });
    const { code, stdout } = await framework.run(['bugreportz']);
    Object.assign(framework.files, { write });
    expect([code, stdout]).toEqual([1, `FAIL:could not create ${DIRECTORY}/${NAME}.zip\n`]);
  });
});

describe('a ZIP', () => {
  it('holds empty files and large ones', async () => {
    const time = {
      year: '2019',
      month: '02',
      day: '16',
      hour: '10',
      minute: '15',
      second: '00',
      millisecond: '000',
    };
    const large = 'line\n'.repeat(100_000);
    const bytes = zipFile(
      [
        { name: 'empty', bytes: Buffer.alloc(0) },
        { name: 'large.txt', bytes: Buffer.from(large) },
      ],
      time,
    );
    expect(await unzip(bytes)).toEqual(
      new Map([
        ['empty', ''],
        ['large.txt', large],
      ]),
    );
    expect(bytes.length).toBeLessThan(5_000);
  });
});
