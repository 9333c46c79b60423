import { mkdtemp, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCable } from '../adbd/cable.ts';
import { createMockLocation, type MockLocation } from '../apps/camera/mock-location.ts';
import { createDisk, type Disk } from '../shell/disk.ts';
import { type FakeFramework, fakeFramework, fakeHome } from '../system/framework.fake.ts';
import { createLocalClock, createTimeZone, type TimeZone } from '../system/roms/time-zone.ts';
import { askControl } from './ask-control.ts';
import { type ControlServer, serveControl } from './control-server.ts';
import { ctl } from './ctl.ts';
import { controlVerbs } from './verbs.ts';

const START = Date.UTC(2019, 1, 16, 10, 15);

let directory: string;
let framework: FakeFramework;
let disk: Disk;
let location: MockLocation;
let zone: TimeZone;
let server: ControlServer;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'control-'));
  framework = await fakeFramework([fakeHome]);
  await framework.activities.key(3);
  disk = createDisk();
  location = createMockLocation();
  zone = createTimeZone('GMT');
  const verbs = controlVerbs({ framework, cable: createCable(), disk, location, zone });
  server = await serveControl(path.join(directory, 'c.sock'), verbs);
});
afterEach(async () => {
  await server.close();
  await framework.dispose();
  await rm(directory, { recursive: true, force: true });
});

const say = (line: string): Promise<string> => ctl(['--socket', server.path, ...line.split(' ')]);

describe('the control socket', () => {
  it('opens to its owner only', async () => {
    expect((await stat(server.path)).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['nonsense', 'there is no "nonsense"; there are: drop-connection, '],
    ['hang soon', 'hang: "soon" is no number of seconds'],
    ['hang 1 2', 'usage: hang [SECONDS]'],
    ['slow 3', '"3" is no pace; say 200ms'],
    ['slow 0B/s', 'say hang'],
    ['battery 101', '"101" is no level; say a whole number from 0 to 100'],
    ['battery', 'say one from 0 to 100, plugged, or unplugged'],
    ['clock yesterday', '"yesterday" is no time; say -90s'],
    ['clock 2019-02-16T10:15:00', 'is no time'],
    ['clock -60000d', 'is no time'],
    ['geo 181 0', '"181" is no place'],
    ['geo 0', 'say the longitude, then the latitude'],
    ['fill-disk -1', 'is no number of bytes'],
    ['reboot now', 'it takes no words'],
    ['time-zone Atlantis/Centre', 'There is no time zone "Atlantis/Centre"'],
    ['power up', 'neither off nor on'],
    ['network slow', 'is no number of bytes a second'],
    ['network slow 0', 'say network off'],
    ['network slow 5 6', 'takes no words'],
    ['network fast 1', 'takes no words'],
    ['network maybe', 'none of off, on, slow and fast'],
    ['kill 1', 'no process "1" runs'],
    ['crash com.nobody', 'there are: org.example.home'],
    ['hang-app org.example.home soon', '"soon" is no number of seconds'],
  ])('refuses "%s", and says what would be right', async (line, words) => {
    await expect(say(line)).rejects.toThrow(words);
    expect([framework.now(), framework.battery.level(), disk.left(), location.position()]).toEqual([
      START,
      87,
      undefined,
      undefined,
    ]);
  });

  it.each(['', '7', '{"verb":7}', '{"verb":"hang","words":"1"}', '{"verb":"hang","words":[1]}', 'null', '{'])(
    'answers %j, which is no request, and goes on',
    async (line) => {
      const [refused, taken] = await lines(`${line}\n{"verb":"help"}\n`);
      expect(refused).toMatchObject({ ok: false });
      expect(taken).toMatchObject({ ok: true });
    },
  );

  it('cuts off who sends a line without an end', async () => {
    const socket = connect(server.path);
    socket.on('error', () => undefined);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const more = (): void => void (socket.destroyed || socket.write(Buffer.alloc(65_536, 'x'), more));
    more();
    await closed;
    expect(await askControl(server.path, 'help', [])).toContain('drop-connection');
  });

  it('says what to do when no phone is there', async () => {
    await expect(ctl(['--port=1', 'help'])).rejects.toThrow('no phone of yours');
    await expect(ctl(['help'])).rejects.toThrow('--port=');
    await expect(askControl(`${server.path}x`, 'help', [])).rejects.toThrow('is the phone still running?');
  });

  async function lines(text: string): Promise<readonly unknown[]> {
    const socket = connect(server.path).end(text);
    let said = '';
    for await (const chunk of socket) said += chunk;
    return said
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  }
});

describe('a verb', () => {
  it('has a line of help with an example that the phone takes', async () => {
    const help = await say('help');
    const examples = [...help.matchAll(/e\.g\. (.*)$/gm)].map(([, example = '']) => example);
    expect(examples.length).toBeGreaterThan(10);
    const here = (example: string): string => example.replace(/com\.[a-z0-9.]+/, fakeHome.manifest.package);
    for (const example of examples) {
      await framework.boot.powerOn();
      await framework.activities.key(3);
      expect(await say(here(example))).not.toBe('');
    }
  });

  it('sets the clock on the wall, and back to that of the host', async () => {
    await say('clock -3h');
    expect(framework.now()).toBe(START - 10_800_000);
    expect(await say('clock 2030-01-01T00:00:00+08:00')).toContain('2029-12-31T16:00:00.000Z');
    expect([framework.now(), framework.clock.elapsed()]).toEqual([Date.UTC(2029, 11, 31, 16), 0]);
    await say('clock host');
    expect(Math.abs(framework.now() - Date.now())).toBeLessThan(60_000);
  });

  it('shuts the phone down and turns it on', async () => {
    const id = framework.boot.id();
    await say('power off');
    expect([framework.boot.stage(), framework.activities.processes()]).toEqual(['off', []]);
    await say('power on');
    expect([framework.boot.stage(), framework.boot.id() === id]).toEqual(['up', false]);
  });

  it('moves the phone to another zone, and the clock on its wall with it', async () => {
    const local = createLocalClock(zone);
    await say('time-zone Asia/Shanghai');
    expect([local(START).hour, framework.properties.get('persist.sys.timezone')]).toEqual([
      '18',
      'Asia/Shanghai',
    ]);
    await say('time-zone GMT');
    expect(local(START).hour).toBe('10');
  });

  it('is what the hardware of the battery says, below what is forced on the phone', async () => {
    await say('battery 7');
    await say('battery unplugged');
    expect((await framework.run(['dumpsys', 'battery'])).stdout).toMatch(
      /USB powered: false[\s\S]*status: 3[\s\S]*level: 7\n/,
    );
    await framework.run(['dumpsys', 'battery', 'set', 'level', '50']);
    await say('battery 9');
    expect(framework.battery.level()).toBe(50);
    await framework.run(['dumpsys', 'battery', 'reset']);
    expect([framework.battery.level(), framework.battery.low()]).toEqual([9, true]);
  });

  it('is where the satellites say that the phone is, below what an app mocks', async () => {
    await say('geo 116.39 39.91');
    expect(location.position()).toEqual({ longitude: 116.39, latitude: 39.91 });
    await say('geo nowhere');
    expect(location.position()).toBeUndefined();
  });

  it('fills the disk and frees it', async () => {
    await say('fill-disk 10');
    disk.claim(10);
    expect(() => disk.claim(1)).toThrow(expect.objectContaining({ code: 'ENOSPC' }));
    await say('free-disk');
    disk.claim(1_000_000);
  });

  it('ends a process as the phone does that needs memory, or as the app itself does that breaks', async () => {
    const pid = framework.activities.processOf(fakeHome.manifest.package)?.pid;
    await say(`kill ${pid}`);
    expect(framework.logcat.lines().join('\n')).toContain(
      `lowmemorykiller: Kill 'org.example.home' (${pid})`,
    );
    await say('crash org.example.home');
    expect(framework.logcat.lines().join('\n')).toContain('FATAL EXCEPTION: main');
    expect(framework.activities.processOf(fakeHome.manifest.package)?.pid).not.toBe(pid);
  });

  it('keeps the main thread of an app busy', async () => {
    const home = framework.activities.processOf(fakeHome.manifest.package);
    expect(await say('hang-app org.example.home 5')).toContain('does nothing for 5 s');
    let free = false;
    if (home !== undefined) void framework.activities.mainThreads.free(home).then(() => (free = true));
    framework.clockMs += 4_999;
    await Promise.resolve();
    expect(free).toBe(false);
    framework.clockMs += 1;
    await expect.poll(() => free).toBe(true);
  });

  it('takes the network away without switching anything on the phone', async () => {
    await say('network off');
    expect([framework.connectivity.online(), framework.connectivity.wifi()]).toEqual([false, true]);
    await say('network on');
    expect(framework.connectivity.online()).toBe(true);
  });

  it('slows the network down, and lets it go', async () => {
    const paces: (number | undefined)[] = [];
    framework.network.slow = (pace) => void paces.push(pace);
    expect(await say('network slow 20000')).toContain('20000 bytes a second pass each way');
    await say('network fast');
    expect(paces).toEqual([20_000, undefined]);
  });

  it('boots the phone again, and answers when it has', async () => {
    const id = framework.boot.id();
    await say('reboot');
    expect([framework.boot.id() === id, framework.boot.stage()]).toEqual([false, 'up']);
  });
});
