import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { androidNamed } from '../android-version.ts';
import { type FakeFramework, fakeFramework } from '../framework.fake.ts';
import { logcatCommand } from './logcat-command.ts';

let framework: FakeFramework;
beforeEach(async () => {
  framework = await fakeFramework([]);
  framework.logcat.write(77, 'E', 'Tag', 'one\ntwo');
  framework.clockMs += 1_500;
  framework.logcat.write(1_742, 'I', 'ActivityManager', 'Start proc');
  framework.logcat.write(78, 'D', 'Other', 'three');
  framework.logcat.event('am_kill', [0, 77, 'org.app', 900, 'stop']);
});
afterEach(() => framework.dispose());

const run = (...words: readonly string[]): ReturnType<FakeFramework['run']> =>
  framework.run(['logcat', ...words]);
const dump = async (line: string): Promise<readonly string[]> =>
  (await run('-d', ...line.split(' ').filter((word) => word !== ''))).stdout.trimEnd().split('\n');

describe('logcat', () => {
  it('prints the text buffers line by line, each with its beginning', async () => {
    expect(await dump('')).toEqual([
      '--------- beginning of main',
      '02-16 10:15:00.000    77    77 E Tag     : one',
      '02-16 10:15:00.000    77    77 E Tag     : two',
      '--------- beginning of system',
      '02-16 10:15:01.500  1742  1742 I ActivityManager: Start proc',
      '02-16 10:15:01.500    78    78 D Other   : three',
    ]);
  });

  it.each([
    ['brief', 'D/Other   (   78): three'],
    ['process', 'D(   78) three  (Other)'],
    ['tag', 'D/Other   : three'],
    ['thread', 'D(   78:   78) three'],
    ['raw', 'three'],
    ['time', '02-16 10:15:01.500 D/Other   (   78): three'],
    ['threadtime,year', '2019-02-16 10:15:01.500    78    78 D Other   : three'],
    ['epoch', '         1550312101.500    78    78 D Other   : three'],
    ['usec', '02-16 10:15:01.500000    78    78 D Other   : three'],
    ['zone', '02-16 10:15:01.500 +0000    78    78 D Other   : three'],
    ['uid', '02-16 10:15:01.500     0    78    78 D Other   : three'],
    ['color', '\x1b[38;5;75m02-16 10:15:01.500    78    78 D Other   : three\x1b[0m'],
  ])('-v %s', async (style, line) => {
    expect((await dump(`-v ${style}`)).at(-1)).toBe(line);
  });

  it('-v long has a line of its own for what an entry is of', async () => {
    expect((await run('-d', '-v', 'long', 'Other:V', '*:S')).stdout).toBe(
      '--------- beginning of main\n[ 02-16 10:15:01.500    78:   78 D/Other    ]\nthree\n\n',
    );
  });

  it('shows the time of the zone that the phone is in', async () => {
    framework.properties.set('persist.sys.timezone', 'Asia/Shanghai');
    expect((await dump('-v zone')).at(-1)).toMatch(/^02-16 18:15:01\.500 \+0800 /);
  });

  it.each([
    ['Tag:V *:S', ['one', 'two']],
    ['*:W', ['one', 'two']],
    ['-s Other', ['three']],
    ['-s Other:W', []],
    ['Tag:S', ['Start proc', 'three']],
    ['*:S Other', ['three']],
    ['-e ^t', ['three']],
    ['-e three', ['three']],
    ['--regex=Start', ['Start proc']],
    ['--pid=77', ['one', 'two']],
    ['--pid 78', ['three']],
    ['-m 1', ['one', 'two']],
    ['-b system', ['Start proc']],
    ['-b main,system -b crash', ['one', 'two', 'Start proc', 'three']],
    ['-b events', ['[0,77,org.app,900,stop]']],
    ['-b radio', []],
    ['-t 1', ['three']],
    ['-t 2', ['Start proc', 'three']],
  ])('%s shows: %j', async (line, messages) => {
    expect((await dump(`-v raw ${line}`)).filter((one) => !one.startsWith('---------'))).toEqual(messages);
  });

  it.each(['02-16 10:15:01.0', '2019-02-16 10:15:01.000', '1550312101.0'])(
    '-t %j shows what is not older',
    async (time) => {
      const { stdout } = await run('-v', 'raw', '-t', time);
      expect(stdout).not.toContain('one');
      expect(stdout).toContain('three');
    },
  );

  it.each([
    [['-b', 'nosuch'], 'logcat: unknown buffer nosuch\n'],
    [['-v', 'nosuch'], 'logcat: Invalid parameter "nosuch" to -v\n'],
    [['-d', 'Tag:X'], "Invalid filter expression 'Tag:X'\n"],
    [['-t', 'yesterday'], 'logcat: -t "yesterday" not in time format\n'],
    [['--nonsense'], 'logcat: unrecognized option: --nonsense\n'],
    [['-e', '('], "logcat: Bad regular expression '('\n"],
    [['--uid=1'], 'logcat: unrecognized option: --uid\n'],
  ])('%j is refused', async (words, why) => {
    expect(await run(...words)).toEqual({ code: 1, stdout: '', stderr: why });
  });

  it('-c forgets what it is told to, and no other buffer', async () => {
    expect(await run('-b', 'main', '-c')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await dump('-v raw')).toEqual(['--------- beginning of system', 'Start proc']);
    await run('-c');
    expect(await dump('')).toEqual(['--------- beginning of main']);
    expect(await dump('-b events -v raw')).toContain('[0,77,org.app,900,stop]');
  });

  it('-g tells the size of each buffer in the words of the version', async () => {
    expect((await run('-g', '-b', 'main')).stdout).toBe(
      'main: ring buffer is 256Kb (1Kb consumed), max entry is 5120b, max payload is 4068b\n',
    );
    const later = await fakeFramework([], androidNamed('14'));
    expect((await later.run(['logcat', '-g', '-b', 'crash'])).stdout).toMatch(
      /^crash: ring buffer is 256 KiB \(/,
    );
    await later.dispose();
  });

  it('keeps the last 5,000 entries of each buffer', async () => {
    for (let index = 0; index < 5_001; index += 1) framework.logcat.write(5, 'I', 'Flood', `n${index}`);
    const lines = await dump('-v raw -b main,system');
    expect(lines).toHaveLength(5_003);
    expect(lines).toContain('Start proc');
    expect(lines).not.toContain('n0');
  });

  it('follows until its reader goes away', async () => {
    const gone = new AbortController();
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const [, command] = logcatCommand(framework)[0] ?? [];
    const argv = ['logcat', '-v', 'raw', '-T', '1', 'Live'];
    const ended = command?.({ argv, uid: 2000, stdin, stdout, stderr, signal: gone.signal });
    framework.logcat.write(5, 'I', 'Live', 'now');
    gone.abort();
    expect(await ended).toBe(0);
    framework.logcat.write(5, 'I', 'Live', 'too late');
    expect(String(stdout.read())).toMatch(/now\n$/);
  });
});

describe('log', () => {
  it('writes to the main buffer, with a tag and a priority', async () => {
    await framework.run(['log', '-t', 'Script', '-p', 'w', 'hello', 'there']);
    await framework.run(['log', 'plain']);
    expect((await dump('-v tag')).slice(-2)).toEqual(['W/Script  : hello there', 'I/log     : plain']);
    expect((await framework.run(['log', '-p', 'x', 'y'])).code).toBe(1);
  });
});
