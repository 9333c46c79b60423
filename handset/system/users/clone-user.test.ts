import { stat } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { androidNamed } from '../android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome } from '../framework.fake.ts';
import { installClone } from './clone-user.ts';

const NAME = 'org.example.app';
let framework: FakeFramework;
afterEach(() => framework.dispose());

async function phone(android: string): Promise<void> {
  framework = await fakeFramework(
    [fakeHome, fakeApp(NAME, () => ({ onStart: () => undefined }))],
    androidNamed(android),
  );
}
const run = async (words: string): Promise<string> => (await framework.run(words.split(' '))).stdout;

describe('a cloned app', () => {
  it.each([
    ['miui', '9', 'UserInfo{999:XSpace:30}'],
    ['miui', '11', 'UserInfo{999:XSpace:1030}'],
    ['oneui', '11', 'UserInfo{95:DUAL_APP:1030}'],
    ['aosp', '14', 'UserInfo{999:Clone:1030}'],
  ])('of %s %s lives with %s', async (rom, android, user) => {
    await phone(android);
    await installClone(framework, NAME, { rom, api: androidNamed(android).api });
    expect(await run('pm list users')).toContain(`\t${user} running\n`);
  });

  it('has a uid, directories and answers of its own', async () => {
    await phone('9');
    await installClone(framework, NAME, { rom: 'miui', api: 28 });
    expect(await run('pm list packages --user 999 -U')).toContain(`package:${NAME} uid:99910001\n`);
    expect(await run(`dumpsys package ${NAME}`)).toMatch(/^ {4}User 999: ceDataInode=0 installed=true /m);
    expect(await framework.files.exists(`/data/user/999/${NAME}/cache`)).toBe(true);
    expect(await framework.files.exists('/storage/emulated/999/Android/data')).toBe(true);
    expect(framework.packages.byUid(99_910_001)?.package).toBe(NAME);
  });

  it.each([
    ['9', '/storage/emulated/999/Android', 0o2771],
    ['14', '/storage/emulated/999/Android', 0o2771],
    ['14', '/storage/emulated/999/DCIM', 0o2770],
    ['14', '/data/user/999', 0o771],
    ['14', `/data/user/999/${NAME}`, 0o700],
  ])('of Android %s has %s as the phone makes it', async (android, directory, mode) => {
    await phone(android);
    await installClone(framework, NAME, { rom: 'aosp', api: androidNamed(android).api });
    const { mode: made } = await stat(await framework.files.hostPath(directory));
    expect((made & 0o7777).toString(8)).toBe(mode.toString(8));
  });

  it('is none of an app that is not there', async () => {
    await phone('9');
    await expect(installClone(framework, 'org.nowhere', { rom: 'miui', api: 28 })).rejects.toThrow(
      'There is no app org.nowhere to clone; choose one of: org.example.home, org.example.app',
    );
  });
});
