import { readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PhoneWithAdb, startPhoneWithAdb } from '../adb-client.fake.ts';

let phone: PhoneWithAdb;
let file: string;

beforeAll(async () => {
  phone = await startPhoneWithAdb(5921, process.env.PATH);
  file = path.join(phone.home, 'file');
  await writeFile(file, 'pushed');
});
afterAll(() => phone.stop());

describe.runIf(process.getuid?.() === 0)(
  'adb push and pull have the rights of the shell, not those of the host (owners need root)',
  () => {
    const SECRET = '/data/data/com.jd.jrapp/files/secret';

    it('pull nothing out of the directory of an app', async () => {
      await phone.adb('shell', `su 0 sh -c 'mkdir -p ${path.dirname(SECRET)}; echo secret > ${SECRET}'`);
      expect(await phone.text(`su 0 cat ${SECRET}`)).toBe('secret\n');
      for (const place of [SECRET, '/data/data/com.jd.jrapp', '/data/data']) {
        const { code, stdout, stderr } = await phone.adb('pull', place, path.join(phone.home, 'leak'));
        expect(code === 0 && !`${stdout}`.includes(' 0 files pulled'), `${place}: ${stdout}${stderr}`).toBe(
          false,
        );
      }
      expect(`${(await phone.adb('ls', '/data/data/com.jd.jrapp')).stdout}`).toBe('');
      await expect(readFile(path.join(phone.home, 'leak'))).rejects.toThrow();
    });

    it.each([
      '/data/data/com.jd.jrapp/planted',
      '/system/bin/planted',
      '/planted',
      '/data/misc/user/0/cacerts-added/0.0',
    ])('push nothing to %s', async (place) => {
      const { code, stdout, stderr } = await phone.adb('push', file, place);
      expect(code).not.toBe(0);
      expect(`${stdout}${stderr}`).toContain('Permission denied');
      expect((await phone.adb('shell', `su 0 ls ${place}`)).code).not.toBe(0);
    });

    it('do not write a screenshot there either', async () => {
      const { code, stderr } = await phone.adb('shell', 'screencap -p /data/data/com.jd.jrapp/planted.png');
      expect([code, stderr]).toEqual([
        1,
        'Error opening file: /data/data/com.jd.jrapp/planted.png (Permission denied)\n',
      ]);
    });

    it('pull no file that they may see and not read', async () => {
      await phone.adb(
        'shell',
        `su 0 sh -c 'echo x > /data/local/tmp/closed; chmod 600 /data/local/tmp/closed'`,
      );
      const { code, stdout, stderr } = await phone.adb('pull', '/data/local/tmp/closed', phone.home);
      expect([code, `${stdout}${stderr}`]).toEqual([1, expect.stringContaining('Permission denied')]);
    });

    it('pull the APK of an app by its path, which everybody may', async () => {
      const apk = (await phone.text('pm path com.jd.jrapp')).trim().replace('package:', '');
      expect((await phone.adb('pull', apk, path.join(phone.home, 'base.apk'))).code).toBe(0);
    });
  },
);

describe('links', () => {
  it('are replaced by a file that is pushed over them: what they lead to stays as it was', async () => {
    await phone.adb('shell', 'cd /data/local/tmp; echo kept > target; ln -s target link');
    expect((await phone.adb('push', file, '/data/local/tmp/link')).code).toBe(0);
    expect(await phone.text('cd /data/local/tmp; cat target link; ls -l link | cut -c1')).toBe(
      'kept\npushed-\n',
    );
  });

  it('are pushed as what they lead to, and followed by pull', async () => {
    await symlink(file, path.join(phone.home, 'link'));
    expect((await phone.adb('push', path.join(phone.home, 'link'), '/data/local/tmp/from-link')).code).toBe(
      0,
    );
    await phone.adb('shell', 'ln -s from-link /data/local/tmp/to-pull');
    const back = path.join(phone.home, 'pulled');
    expect((await phone.adb('pull', '/data/local/tmp/to-pull', back)).code).toBe(0);
    expect(await readFile(back, 'utf8')).toBe('pushed');
  });
});

describe('refusals', () => {
  it.each([
    ['push', '/sdcard/Download', 0],
    ['push', '/sdcard/Download/file/below-a-file', 1],
    ['push', `/sdcard/${'n'.repeat(300)}`, 1],
    ['push', `/sdcard/${'deep/'.repeat(300)}x`, 1],
    ['pull', '/sdcard/nowhere', 1],
    ['pull', '/data/local/tmp/loop', 1],
  ])('adb %s %s ends with an exit code of %i', async (verb, place, code) => {
    await phone.adb('shell', 'ln -sf loop /data/local/tmp/loop');
    const there = path.join(phone.home, 'refused');
    const ran = await phone.adb(verb, ...(verb === 'push' ? [file, place] : [place, there]));
    expect(ran.code, `${ran.stdout}${ran.stderr}`).toBe(code);
  });
});
