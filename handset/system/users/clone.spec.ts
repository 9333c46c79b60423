import { afterEach, describe, expect, it, vi } from 'vitest';
import { type PhoneWithAdb, startPhoneWithAdb } from '../../adb-client.fake.ts';

const ADB_PORT = 5971;
const JRAPP = 'com.jd.jrapp';
const PATIENCE = { timeout: 10_000, interval: 100 };

let phone: PhoneWithAdb;
afterEach(() => phone.stop());

const pull = async (file: string, reader = 'cat'): Promise<Buffer> =>
  (await phone.adb('exec-out', `${reader} ${file}`)).stdout;

/** The one file that a search finds, as soon as there is one. */
async function found(search: string): Promise<string> {
  return await vi.waitFor(async () => {
    const files = (await phone.text(search)).trim().split('\n');
    expect(files).toEqual([expect.stringMatching(/^\/.*[^/]$/)]);
    return files[0] ?? '';
  }, PATIENCE);
}

/** With the clone's copy watching, the camera of its user takes a photo; its path. */
async function photograph(): Promise<string> {
  await phone.text(`am start --user 999 -n ${JRAPP}/.WelcomeActivity`);
  await vi.waitFor(
    async () => expect(await phone.text('dumpsys content')).toContain('uid=99910003 user=999'),
    PATIENCE,
  );
  await phone.text('am start --user 999 -a android.media.action.STILL_IMAGE_CAMERA; input keyevent 27');
  return await found('find /storage/emulated/999/DCIM/Camera -type f 2>/dev/null');
}

describe('a clone that copies images', () => {
  it('is seen by a stranger in its part of shared storage, and not in the owner’s', async () => {
    phone = await startPhoneWithAdb(ADB_PORT, process.env.PATH, { clone: JRAPP, jrapp: 'as-reported' });
    const photo = await photograph();
    const copy = await found(`find /storage/emulated/999/Android/data/${JRAPP} -type f 2>/dev/null`);
    expect(await pull(copy)).toEqual(await pull(photo));
    expect(await phone.text(`find /sdcard/Android/data/${JRAPP} -type f 2>/dev/null`)).toBe('');
    expect(await phone.text('ps -A -o USER,NAME')).toMatch(/^u999_a3 +com\.jd\.jrapp$/m);
    expect(await phone.text(`stat -c %U ${copy}`)).toBe('u999_a3\n');
    await phone.text('dumpsys netstats --poll');
    expect(await phone.text('dumpsys netstats detail')).toContain('uid=99910003 set=');
  });

  it('is seen by root in its own directory of a user', async () => {
    phone = await startPhoneWithAdb(ADB_PORT, process.env.PATH, {
      clone: JRAPP,
      jrapp: 'copies-to-internal',
    });
    const photo = await photograph();
    const copy = await found(`su 0 find /data/user/999/${JRAPP} -type f 2>/dev/null`);
    expect(copy).toContain(`/data/user/999/${JRAPP}/files/uil-images/`);
    expect(await pull(copy, 'su 0 cat')).toEqual(await pull(photo));
    expect((await phone.adb('shell', `ls /data/user/999/${JRAPP}`)).stderr).toContain('Permission denied');
  });
});
