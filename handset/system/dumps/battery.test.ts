import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome } from '../framework.fake.ts';

let framework: FakeFramework;
beforeEach(async () => {
  framework = await fakeFramework([
    fakeHome,
    fakeApp('org.example.app', () => ({ onStart: () => undefined })),
  ]);
});
afterEach(() => framework.dispose());

const dump = async (words: string): Promise<string> =>
  (await framework.run(['dumpsys', ...words.split(' ')])).stdout;

describe('dumpsys battery', () => {
  it('is set, unplugged and reset, and says when it no longer follows the hardware', async () => {
    const hardware = await dump('battery');
    expect(hardware).not.toContain('UPDATES STOPPED');
    expect(await dump('battery set level 5')).toBe('');
    expect(await dump('battery unplug')).toBe('');
    const set = await dump('battery');
    expect(set).toContain(
      "\n  (UPDATES STOPPED -- use 'reset' to restart)\n  AC powered: false\n  USB powered: false\n",
    );
    expect(set).toContain('\n  level: 5\n');
    expect(await dump('power')).toMatch(/mIsPowered=false\n {2}mBatteryLevel=5\n/);
    expect(await dump('battery reset')).toBe('');
    expect(await dump('battery')).toBe(hardware);
  });

  it.each([
    ['battery set', 'No property specified\n'],
    ['battery set level', 'No value specified\n'],
    ['battery set level much', 'Bad value: much\n'],
    ['battery set toString 1', 'Unknown set option: toString\n'],
    ['battery explode', 'Unknown command: explode\n'],
    ['deviceidle motion', 'Unknown command: motion\n'],
    ['deviceidle whitelist +no.such', 'Unknown package: no.such\n'],
    ['deviceidle whitelist org', 'Package must be prefixed with +, -, or =: org\n'],
  ])('%s changes nothing', async (words, said) => {
    const before = await dump('battery');
    expect(await dump(words)).toBe(said);
    expect(await dump('battery')).toBe(before);
  });
});

it('the whitelist of deviceidle keeps what is added until it is removed', async () => {
  expect(await dump('deviceidle whitelist +org.example.app')).toBe('Added: org.example.app\n');
  expect(await dump('deviceidle whitelist')).toBe('user,org.example.app,10001\n');
  expect(await dump('deviceidle')).toContain('Whitelist user apps:\n  org.example.app\n');
  expect(await dump('deviceidle whitelist -org.example.app')).toBe('Removed: org.example.app\n');
  expect(await dump('deviceidle whitelist')).toBe('');
});
