import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { androidNamed } from '../android-version.ts';
import { type FakeFramework, fakeFramework } from '../framework.fake.ts';

let framework: FakeFramework;
beforeEach(async () => {
  framework = await fakeFramework([]);
});
afterEach(() => framework.dispose());

const say = async (line: string): Promise<string> => (await framework.run(line.split(' '))).stdout;

async function boot(version: string): Promise<void> {
  await framework.dispose();
  framework = await fakeFramework([], androidNamed(version));
}

describe('getprop', () => {
  it('tells of Android 9, of a phone that says what it is', async () => {
    expect(await say('getprop ro.build.version.sdk')).toBe('28\n');
    expect(await say('getprop ro.product.model')).toBe('Handset\n');
    expect(await say('getprop sys.boot_completed')).toBe('1\n');
    expect(await say('getprop ro.build.fingerprint')).toContain('SIMULATED');
  });

  it('is empty, or what is given instead, where nothing is set', async () => {
    expect(await say('getprop no.such')).toBe('\n');
    expect(await say('getprop no.such instead')).toBe('instead\n');
  });

  it('lists all by name, and with -T what type they are of', async () => {
    const names = (await say('getprop'))
      .trimEnd()
      .split('\n')
      .map((line) => line.split(']')[0]);
    expect(names).toEqual([...names].sort());
    expect(await say('getprop -T ro.build.version.sdk')).toBe('int\n');
    expect(await say('getprop -T')).toContain('[ro.product.model]: [string]\n[ro.product.name]: [string]\n');
    expect((await framework.run(['getprop', '-x'])).stderr).toBe('getprop: Unknown option x\n');
  });

  it.each([
    ['8.1', '27', '2018-06-05', '', '', ''],
    ['9', '28', '2019-08-05', '17', '', ''],
    ['10', '29', '2020-09-05', '23', 'Handset', ''],
    ['11', '30', '2021-08-05', '23', 'Handset', '11'],
    ['13', '33', '2023-08-05', '23', 'Handset', '13'],
    ['14', '34', '2024-08-05', '28', 'Handset', '14'],
    ['16', '36', '2025-08-05', '28', 'Handset', '16'],
  ])(
    'of Android %s: SDK %s, its patch, what it warns about, what its partitions say',
    async (version, ...values) => {
      await boot(version);
      const names = [
        ...[
          'ro.build.version.sdk',
          'ro.build.version.security_patch',
          'ro.build.version.min_supported_target_sdk',
        ],
        ...['ro.product.system.model', 'ro.build.version.release_or_codename'],
      ];
      expect(await Promise.all(names.map(async (name) => (await say(`getprop ${name}`)).trimEnd()))).toEqual(
        values,
      );
      expect(await say('getprop ro.product.first_api_level')).toBe(`${values[0]}\n`);
    },
  );
});

describe('setprop', () => {
  it.each([
    ['debug.x', 2000, true],
    ['log.tag.Mine', 2000, true],
    ['persist.sys.timezone', 2000, false],
    ['sys.boot_completed', 2000, false],
    ['ro.mine', 2000, false],
    ['persist.sys.timezone', 0, true],
    ['ro.mine', 0, true],
    ['ro.debuggable', 0, false],
    ['debug.x', 10_001, false],
  ])('of %s by uid %i is done: %s', async (name, uid, done) => {
    const before = framework.properties.get(name);
    const { code, stderr } = await framework.run(['setprop', name, 'new'], uid);
    expect(code).toBe(done ? 0 : 1);
    expect(stderr).toBe(done ? '' : `setprop: failed to set property '${name}' to 'new'\n`);
    expect(framework.properties.get(name)).toBe(done ? 'new' : before);
  });

  it.each([
    ['9', ['.x', 'v'], "setprop: property names must not start or end with a '.'\n"],
    ['9', ['a..b', 'v'], "setprop: '..' is not allowed in a property name\n"],
    ['9', ['a b', 'v'], "setprop: invalid character ' ' in name 'a b'\n"],
    ['9', ['a'], 'setprop: Needs 2 arguments\n'],
    [
      '9',
      ['debug.a', 'x'.repeat(92)],
      `setprop: value '${'x'.repeat(92)}' is too long, 92 bytes vs a max of 92\n`,
    ],
    ['11', ['a$b', 'v'], "Invalid character '$' in name 'a$b'\n"],
    ['14', ['sys.a', 'v'], "Failed to set property 'sys.a' to 'v'.\nSee dmesg for error reason.\n"],
  ])('on Android %s, %j is refused', async (version, words, why) => {
    await boot(version);
    expect(await framework.run(['setprop', ...words])).toEqual({ code: 1, stdout: '', stderr: why });
  });

  it('takes a value of 91 bytes', async () => {
    expect((await framework.run(['setprop', 'debug.a', 'x'.repeat(91)])).code).toBe(0);
  });

  it.each([
    ['9', 'start', 2000, 'start: must be root\n'],
    ['11', 'stop', 2000, 'Must be root\n'],
    ['11', 'stop', 0, "Unable to stop service 'zygote'\nSee dmesg for error reason.\n"],
  ])('on Android %s, %s by uid %i is refused', async (version, command, uid, why) => {
    await boot(version);
    expect(await framework.run([command], uid)).toEqual({ code: 1, stdout: '', stderr: why });
  });
});
