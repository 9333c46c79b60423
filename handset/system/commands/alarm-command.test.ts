import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeFramework, fakeFramework, fakeHome } from '../framework.fake.ts';

let framework: FakeFramework;
beforeEach(async () => {
  framework = await fakeFramework([fakeHome]);
});
afterEach(() => framework.dispose());

const run = (words: string, uid?: number) => framework.run(['cmd', 'alarm', ...words.split(' ')], uid);

describe('cmd alarm', () => {
  it('sets the clock on the wall, and not the time since boot', async () => {
    const elapsedMs = framework.clock.elapsed();
    expect(await run('set-time 1600000000000')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect([framework.now(), framework.clock.elapsed()]).toEqual([1_600_000_000_000, elapsedMs]);
  });

  it.each([
    ['Asia/Shanghai', 'Asia/Shanghai'],
    ['Nowhere/AtAll', 'GMT'],
  ])('moves the phone to %s, which is %s', async (asked, zone) => {
    expect((await run(`set-timezone ${asked}`)).code).toBe(0);
    expect(framework.zone.name()).toBe(zone);
  });

  it.each([
    ['set-time noon', 'java.lang.NumberFormatException: For input string: "noon"\n'],
    ['set-time', 'java.lang.IllegalArgumentException: Argument expected after "set-time"\n'],
  ])('%s says what was thrown, and changes nothing', async (words, stdout) => {
    const nowMs = framework.now();
    expect(await run(words)).toMatchObject({ code: 255, stdout });
    expect(framework.now()).toBe(nowMs);
  });

  it.each(['set-time 1600000000000', 'set-timezone Asia/Shanghai'])('%s is not for apps', async (words) => {
    const nowMs = framework.now();
    expect(await run(words, 10_001)).toMatchObject({
      code: 255,
      stdout: expect.stringContaining('SecurityException'),
    });
    expect([framework.now(), framework.zone.name()]).toEqual([nowMs, 'GMT']);
  });

  it('refuses what it does not know', async () => {
    expect(await run('ring')).toMatchObject({ code: 255, stderr: 'Unknown command: ring\n' });
  });
});
