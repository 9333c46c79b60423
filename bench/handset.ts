import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import getPort from 'get-port';
import { startAppium } from './handset-appium.ts';
import { adbAt, bootPhone, median, type Phone, say, seconds } from './handset-phone.ts';

/**
 * `npm run bench:handset [-- --runs=5 --commands=500 --connects=1000 --phones=8]`: how fast the simulated phone boots and
 * answers the stock adb, and whether its memory grows; with `--phones`, so many of them at once with an Appium session
 * each. Times are medians; beside them is the goal of the project where there is one.
 */
const ADB_PORT = 5941;
const MEGABYTES = 64;
const SMALL_FILES = 300;

/** `CNXN`, version 0x01000001, 1 MiB, 6 bytes, no checksum, the command with all bits turned (AOSP adb/protocol.txt). */
const GREETING = Buffer.concat([
  Buffer.from('434e584e010000010000100006000000', 'hex'),
  Buffer.from('00000000bcb1a7b1', 'hex'),
  Buffer.from('host::'),
]);

const home = await mkdtemp(path.join(tmpdir(), 'bench-handset-'));
const adb = adbAt(home, ADB_PORT);

async function timed(runs: number, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) times.push(await seconds(work));
  return median(times);
}

async function measureBoot(runs: number): Promise<Phone> {
  const phones: Phone[] = [];
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    times.push(
      await seconds(async () => {
        const phone = await bootPhone();
        phones.push(phone);
        await adb('connect', phone.serial);
      }),
    );
  }
  say('boot until adb is connected', median(times), 's', '1 s');
  const [first, ...others] = phones;
  for (const phone of others) await shutDown(phone);
  if (first === undefined) throw new Error('--runs has to be 1 or more');
  return first;
}

async function shutDown(phone: Phone): Promise<void> {
  await adb('disconnect', phone.serial);
  await phone.stop();
}

async function measureFiles(phone: Phone, runs: number): Promise<void> {
  const on = (...argv: readonly string[]): Promise<string> => adb('-s', phone.serial, ...argv);
  const large = path.join(home, 'large');
  await writeFile(large, randomBytes(MEGABYTES << 20));
  const push = await timed(runs, () => on('push', large, '/sdcard/Download/large'));
  const pull = await timed(runs, () => on('pull', '/sdcard/Download/large', path.join(home, 'back')));
  say(`push of ${MEGABYTES} MB`, MEGABYTES / push, 'MB/s', '100 MB/s');
  say(`pull of ${MEGABYTES} MB`, MEGABYTES / pull, 'MB/s', '200 MB/s');
  const folder = path.join(home, 'small');
  await mkdir(folder);
  for (let index = 0; index < SMALL_FILES; index += 1)
    await writeFile(path.join(folder, `file ${index}`), randomBytes(2_000));
  await on('push', folder, '/sdcard/Download/');
  const small = await timed(runs, () => on('pull', '/sdcard/Download/small', path.join(home, 'returned')));
  say(`pull of ${SMALL_FILES} small files`, small, 's', '1 s');
}

async function measureShell(phone: Phone, runs: number): Promise<void> {
  const on = (line: string) => (): Promise<string> => adb('-s', phone.serial, 'shell', line);
  say('adb shell echo', (await timed(runs * 10, on('echo hello'))) * 1_000, 'ms', '30 ms');
  say('adb shell getprop', (await timed(runs * 10, on('getprop ro.product.model'))) * 1_000, 'ms');
}

/** Memory in four steps: what grows keeps growing, what only warms up stops. */
async function measureGrowth(
  phone: Phone,
  what: string,
  times: number,
  once: () => Promise<unknown>,
): Promise<void> {
  if (times === 0) return;
  say(`memory before ${times} ${what}`, await phone.megabytes(), 'MB', 'under 120 MB');
  for (let step = 1; step <= 4; step += 1) {
    for (let left = Math.ceil(times / 4); left > 0; left -= 4)
      await Promise.all(Array.from({ length: Math.min(4, left) }, once));
    say(`  after ${Math.ceil((times / 4) * step)}`, await phone.megabytes(), 'MB', 'no growth');
  }
}

/** One connection of a host that greets and goes. */
async function greetAndGo(phone: Phone): Promise<void> {
  const socket = connect(phone.port, '127.0.0.1');
  socket.write(GREETING);
  await once(socket, 'data');
  socket.destroy();
  await once(socket, 'close');
}

async function measureMany(count: number): Promise<void> {
  const appium = await startAppium(home, await getPort(), ADB_PORT);
  const phones: Phone[] = [];
  try {
    const all = await seconds(async () => {
      phones.push(...(await Promise.all(Array.from({ length: count }, bootPhone))));
      for (const { serial } of phones) await adb('connect', serial);
    });
    say(`boot of ${count} phones at once`, all, 's');
    for (const kind of ['cold', 'warm']) {
      const [first] = phones;
      if (first !== undefined)
        say(
          `POST /session, ${kind}, alone`,
          await appium.session(first.serial),
          's',
          kind === 'cold' ? '1.2 s' : '0.8 s',
        );
    }
    const times = await Promise.all(phones.map(({ serial }) => appium.session(serial)));
    say(`${count} sessions at once, the median`, median(times), 's');
    say(`${count} sessions at once, the slowest`, Math.max(...times), 's');
    const memory = await Promise.all(phones.map((phone) => phone.megabytes()));
    say('memory of the largest of them', Math.max(...memory), 'MB', 'under 120 MB');
  } finally {
    await appium.stop();
    for (const phone of phones) await phone.stop();
  }
}

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    commands: { type: 'string', default: '500' },
    connects: { type: 'string', default: '1000' },
    phones: { type: 'string', default: '0' },
  },
});
try {
  await adb('start-server');
  const phone = await measureBoot(Number(values.runs));
  await measureFiles(phone, Number(values.runs));
  await measureShell(phone, Number(values.runs));
  await measureGrowth(phone, 'connects', Number(values.connects), () => greetAndGo(phone));
  await measureGrowth(phone, 'shell commands', Number(values.commands), () =>
    adb('-s', phone.serial, 'shell', 'echo hello'),
  );
  await shutDown(phone);
  if (Number(values.phones) > 0) await measureMany(Number(values.phones));
} finally {
  await adb('kill-server').catch(() => undefined); // It may never have started.
  await rm(home, { recursive: true, force: true });
}
