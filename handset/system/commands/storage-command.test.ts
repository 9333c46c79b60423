import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { androidNamed } from '../android-version.ts';
import { type FakeFramework, fakeFramework } from '../framework.fake.ts';
import { insertCard } from '../sd-card.ts';

let framework: FakeFramework;
beforeEach(async () => {
  framework = await fakeFramework([]);
});
afterEach(() => framework.dispose());

const run = (line: string): ReturnType<FakeFramework['run']> => framework.run(line.split(' '));

describe('sm', () => {
  it.each([
    ['9', 'private mounted null\nemulated mounted null\n'],
    ['11', 'private mounted null\nemulated;0 mounted null\n'],
  ])('on Android %s lists the storage of the phone, and no card', async (version, volumes) => {
    await framework.dispose();
    framework = await fakeFramework([], androidNamed(version));
    expect((await run('sm list-volumes all')).stdout).toBe(volumes);
    expect((await run('sm list-volumes public')).stdout).toBe('');
  });

  it('lists a card that is in the phone, and no other number is one', async () => {
    await insertCard(framework.files, '1A2B-3C4D');
    expect((await run('sm list-volumes public')).stdout).toBe('public:179,1 mounted 1A2B-3C4D\n');
    expect(await framework.files.exists('/storage/1A2B-3C4D/Android/data')).toBe(true);
    await expect(insertCard(framework.files, '../data')).rejects.toThrow('no serial number of a card');
  });

  it.each(['sm', 'sm nonsense', 'sm mount public:8,1'])('%s is refused', async (line) => {
    const { code, stdout, stderr } = await run(line);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).not.toBe('');
  });
});

describe('service', () => {
  it('finds what there is', async () => {
    expect((await run('service check activity')).stdout).toBe('Service activity: found\n');
    expect((await run('service check nosuch')).stdout).toBe('Service nosuch: not found\n');
    expect((await run('service list')).stdout).toMatch(
      /^Found \d+ services:\n0\tactivity: \[android\.app\.IActivityManager\]\n/,
    );
  });

  it.each(['service', 'service nonsense', 'service call nosuch 1'])('%s is refused', async (line) => {
    expect((await run(line)).code).toBe(10);
  });

  it.each([
    ['Asia/Tokyo', 'Asia/Tokyo'],
    ['Atlantis/Centre', 'GMT'],
    ['', 'Europe/Berlin'],
  ])('call alarm 3 s16 "%s" leaves the phone in %s', async (asked, zone) => {
    await framework.run(['service', 'call', 'alarm', '3', 's16', 'Europe/Berlin']);
    const { code, stdout } = await framework.run(['service', 'call', 'alarm', '3', 's16', asked]);
    expect([code, stdout]).toEqual([0, "Result: Parcel(00000000    '....')\n"]);
    expect([framework.zone.name(), framework.properties.get('persist.sys.timezone')]).toEqual([zone, zone]);
  });

  it.each(['call alarm 2 s16 Asia/Tokyo', 'call alarm 3 i32 1', 'call package 3 s16 Asia/Tokyo'])(
    '%s is not done',
    async (line) => {
      expect((await run(`service ${line}`)).stderr).toContain('Not a data message');
      expect(framework.zone.name()).toBe('GMT');
    },
  );
});
