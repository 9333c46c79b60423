import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { duplexPair } from '../duplex-pair.ts';
import { addressOf } from '../internet/addresses.ts';
import type { Network } from '../network-parts.ts';
import { createLoopback } from '../shell/loopback.ts';
import { ANDROID_9 } from '../system/android-version.ts';
import { createNetwork } from './network.ts';
import { storeOf } from './network-tests.fake.ts';
import { procNetFiles } from './proc-net.ts';

const SAMPLE = path.resolve(
  import.meta.dirname,
  '../../../shared/samples/qtaguid_misc/proc_net_xt_qtaguid_stats.txt',
);
const MAPPED = '0000000000000000FFFF0000';

function network(): Network {
  const loopback = createLoopback();
  loopback.listen(8080, (socket) => void socket.resume());
  return createNetwork({
    android: ANDROID_9,
    loopback,
    internet: {
      gateway: '',
      authorityFile: '',
      authorityPem: '',
      resolve: (name) => (name.endsWith('.example') ? [addressOf(name)] : []),
      async connect() {
        const [near, far] = duplexPair();
        far.resume().on('end', () => far.end());
        return near;
      },
      datagram: async (_host, _port, bytes) => bytes,
      behave: () => undefined,
      close: async () => undefined,
    },
    proxy: () => undefined,
    store: storeOf({}),
    isForeground: () => false,
    blocks: () => false,
    now: Date.now,
  });
}

const file = (one: Network, name: string): string =>
  procNetFiles(ANDROID_9, one).find(([found]) => found === name)?.[1] ?? '';
const rows = (one: Network): readonly string[] => file(one, 'tcp6').trimEnd().split('\n').slice(1);

describe('/proc/net', () => {
  it('has headers alone while no app has a socket, as tcp and udp always', () => {
    for (const [name, text] of procNetFiles(ANDROID_9, network())) {
      expect(text.split('\n')).toHaveLength(2);
      if (name !== 'xt_qtaguid/stats')
        expect(text).toMatch(/^ {2}sl {2}local_address .* uid {2}timeout inode/);
    }
  });

  it.each([
    ['127.0.0.1', 8080, `${MAPPED}0100007F:8000 ${MAPPED}0100007F:1F90`],
    ['localhost', 8080, `${MAPPED}0100007F:8000 ${MAPPED}0100007F:1F90`],
    ['192.0.2.7', 443, `${MAPPED}6401A8C0:8000 ${MAPPED}070200C0:01BB`],
  ])('lists a connection to %s:%d with its uid until it is closed', async (host, port, ends) => {
    const one = network();
    let changes = 0;
    one.onChange(() => (changes += 1));
    const socket = await one.connect(10_003, host, port);
    expect(rows(one)).toEqual([
      `   0: ${ends} 01 00000000:00000000 00:00000000 00000000 10003        0 20000 1 0000000000000000 20 4 30 10 -1`,
    ]);
    expect(rows(one)[0]?.trim().split(/\s+/)[7]).toBe('10003');
    const before = changes;
    socket.destroy();
    // Who closes first waits for late packets, and the kernel no longer says who it was.
    await expect
      .poll(() => rows(one))
      .toEqual([
        `   0: ${ends} 06 00000000:00000000 03:00001770 00000000     0        0 0 3 0000000000000000`,
      ]);
    expect(changes).toBeGreaterThan(before);
  });

  it('gives each host an address of its own, always the same', async () => {
    const one = network();
    for (const host of ['a.example', 'b.example', 'a.example']) await one.connect(10_003, host, 443);
    const [a, b, again] = one.sockets().map(({ remote }) => remote.address);
    expect(a).toMatch(/^198\.1[89]\./);
    expect([b === a, again === a]).toEqual([false, true]);
  });

  it('counts the bytes of a uid in 21 columns, and leaves loopback out', async () => {
    const one = network();
    await one.connect(10_004, '127.0.0.1', 8080);
    (await one.connect(10_003, '198.18.0.9', 443)).write(Buffer.alloc(3_000));
    await expect.poll(() => one.counters().get(10_003)?.sentBytes).toBeGreaterThan(3_000);
    const total = one.counters().get(10_003);
    const lines = file(one, 'xt_qtaguid/stats').trimEnd().split('\n');
    expect(lines.map((line) => line.split(' ').length)).toEqual([21, 21, 21]);
    expect(lines[1]).toMatch(
      new RegExp(`^2 wlan0 0x0 10003 0 ${total?.receivedBytes} \\d+ ${total?.sentBytes} \\d+ `),
    );
    expect(lines[2]).toMatch(/^3 wlan0 0x0 10003 1( 0){16}$/);
  });

  it.runIf(existsSync(SAMPLE))('has the columns of a real kernel', () => {
    expect(file(network(), 'xt_qtaguid/stats').split('\n')[0]).toBe(
      readFileSync(SAMPLE, 'utf8').split(/\r?\n/)[0],
    );
  });
});
