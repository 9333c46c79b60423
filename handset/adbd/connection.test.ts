import type { Duplex } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duplexPair } from '../duplex-pair.ts';
import { androidNamed } from '../system/android-version.ts';
import { type AdbConnection, serveConnection } from './connection.ts';
import { daemonTraits } from './features.ts';
import {
  AUTH,
  CLSE,
  CNXN,
  createPacketReader,
  encodePacket,
  OKAY,
  OPEN,
  type Packet,
  WRTE,
} from './packets.ts';

type Sent = Parameters<typeof encodePacket>[0];

/** A host on the other end of a connection, which may send whatever it likes. */
interface Host {
  readonly connection: AdbConnection;
  readonly log: readonly string[];
  readonly received: readonly Packet[];
  send(...packets: readonly Sent[]): void;
  sendBytes(bytes: Buffer): void;
  /** Resolves once all that was sent has been dealt with. */
  settled(): Promise<void>;
  closed(): boolean;
}

const GREETING: Sent = {
  command: CNXN,
  arg0: 0x01000001,
  arg1: 1 << 20,
  payload: Buffer.from('host::features=cmd'),
};
const ECHO: Sent = { command: OPEN, arg0: 1, arg1: 0, payload: Buffer.from('echo:\0') };

function connectedHost(android = '9', greeting: Sent | undefined = GREETING): Host {
  const [near, far] = duplexPair();
  const log: string[] = [];
  const traits = daemonTraits(androidNamed(android));
  const checksums = traits.protocol === 0x01000000;
  const connection = serveConnection(far, {
    traits,
    banner: 'device::features=cmd',
    admit: async (service) => {
      if (service === 'echo:') return (stream) => void stream.pipe(stream);
      if (service === 'deaf:') return () => undefined;
      throw new Error('no such service');
    },
    log: (line) => void log.push(line),
  });
  const received = packetsFrom(near);
  const host: Host = {
    connection,
    log,
    received,
    send: (...packets) => host.sendBytes(Buffer.concat(packets.map((one) => encodePacket(one, checksums)))),
    sendBytes: (bytes) => void (near.destroyed || near.write(bytes)),
    settled: async () => {
      for (let turn = 0; turn < 6; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    },
    closed: () => far.destroyed,
  };
  if (greeting !== undefined) host.send(greeting);
  return host;
}

function packetsFrom(end: Duplex): readonly Packet[] {
  const received: Packet[] = [];
  const read = createPacketReader({ largestPayload: () => 1 << 20, verifiesChecksums: false });
  end.on('data', (chunk: Buffer) => void received.push(...read(chunk)));
  return received;
}

const commands = ({ received }: Host): readonly number[] => received.map(({ command }) => command);

describe('a connection', () => {
  it('greets with the lower of both versions and sizes', async () => {
    const old = connectedHost('8.1');
    const small = connectedHost('16', { ...GREETING, arg0: 0x01000000, arg1: 4096 });
    await old.settled();
    await small.settled();
    expect(old.received[0]).toMatchObject({ command: CNXN, arg0: 0x01000000, arg1: 256 * 1024 });
    expect(small.received[0]).toMatchObject({ command: CNXN, arg0: 0x01000000, arg1: 4096 });
  });

  it('carries bytes there and back, one packet at a time', async () => {
    const host = connectedHost();
    host.send(ECHO);
    await host.settled();
    host.send({ command: WRTE, arg0: 1, arg1: 1, payload: Buffer.from('hello') });
    await host.settled();
    const okay = { command: OKAY, arg0: 1, arg1: 1 };
    expect(host.received.filter(({ command }) => command === OKAY)).toMatchObject([okay, okay]);
    const written = { command: WRTE, arg0: 1, arg1: 1, payload: Buffer.from('hello') };
    expect(host.received.filter(({ command }) => command === WRTE)).toMatchObject([written]);
    host.send({ command: CLSE, arg0: 1, arg1: 1 });
    await host.settled();
    expect(host.received.at(-1)).toMatchObject({ command: CLSE, arg0: 1, arg1: 1 });
  });

  it('refuses a service that it has not, and goes on', async () => {
    const host = connectedHost();
    host.send({ ...ECHO, arg0: 7, payload: Buffer.from('nonsense:\0') }, { ...ECHO, arg0: 8 });
    await host.settled();
    expect(host.received.slice(1)).toMatchObject([
      { command: CLSE, arg0: 0, arg1: 7 },
      { command: OKAY, arg1: 8 },
    ]);
  });

  it('tells the host once more of a stream that is closed already', async () => {
    const host = connectedHost();
    host.send(ECHO);
    await host.settled();
    for (const command of [CLSE, WRTE, OKAY, CLSE]) host.send({ command, arg0: 1, arg1: 1 });
    await host.settled();
    expect([host.closed(), host.log]).toEqual([false, []]);
    expect(commands(host)).toEqual([CNXN, OKAY, CLSE, CLSE, CLSE]);
  });

  it('keeps a window of bytes with a host that has delayed acknowledgements, too', async () => {
    const host = connectedHost('14', { ...GREETING, payload: Buffer.from('host::features=cmd,delayed_ack') });
    host.send({ ...ECHO, arg1: 1_000_000 });
    await host.settled();
    expect(host.received[1]?.payload.readInt32LE(0)).toBe(1024 * 1024);
    const bytes = { command: WRTE, arg0: 1, arg1: 1, payload: Buffer.alloc(1000, 5) };
    host.send(bytes, bytes, bytes);
    await host.settled();
    const taken = host.received.slice(2).filter(({ command }) => command === OKAY);
    expect(taken.reduce((sum, { payload }) => sum + payload.readInt32LE(0), 0)).toBe(3000);
    expect(host.received.filter(({ command }) => command === WRTE)).toHaveLength(3);
  });

  it('refuses a stream that speaks the other dialect of acknowledgements', async () => {
    const host = connectedHost('14', { ...GREETING, payload: Buffer.from('host::features=cmd,delayed_ack') });
    const older = connectedHost('9', { ...GREETING, payload: Buffer.from('host::features=cmd,delayed_ack') });
    host.send(ECHO);
    older.send({ ...ECHO, arg1: 5 });
    await host.settled();
    await older.settled();
    expect([commands(host), commands(older)]).toEqual([
      [CNXN, CLSE],
      [CNXN, CLSE],
    ]);
  });
});

const damaged = encodePacket({ ...ECHO, arg0: 2 }, true);
damaged.writeUInt32LE(1, 16);

describe('a hostile peer', () => {
  it.each<[string, (host: Host) => void, string?]>([
    ['sends a wrong magic number', (host) => host.sendBytes(Buffer.alloc(24, 7))],
    ['announces an oversized packet', (host) => host.sendBytes(oversized(0x7fffffff))],
    [
      'sends more than it said it takes',
      (host) => host.send({ command: WRTE, arg0: 1, arg1: 1, payload: Buffer.alloc(5000) }),
    ],
    ['sends a wrong checksum to an old phone', (host) => host.sendBytes(damaged), '8.1'],
    ['writes to a stream that never was', (host) => host.send({ command: WRTE, arg0: 1, arg1: 99 })],
    ['acknowledges a stream that never was', (host) => host.send({ command: OKAY, arg0: 1, arg1: 99 })],
    ['closes a stream that never was', (host) => host.send({ command: CLSE, arg0: 1, arg1: 99 })],
    ['introduces itself twice', (host) => host.send(GREETING)],
    ['answers a challenge that there was not', (host) => host.send({ command: AUTH, arg0: 2, arg1: 0 })],
    ['opens a stream without a number', (host) => host.send({ ...ECHO, arg0: 0 })],
    ['speaks TLS', (host) => host.send({ command: 0x534c5453, arg0: 0x01000000, arg1: 0 })],
    [
      'opens more streams than anybody needs',
      (host) => host.send(...Array.from({ length: 1100 }, (_, index) => ({ ...ECHO, arg0: index + 1 }))),
    ],
    [
      'asks for more services than anybody needs',
      (host) =>
        host.send(
          ...Array.from({ length: 1100 }, (_, index) => ({
            ...ECHO,
            arg0: index + 1,
            payload: Buffer.from('x:'),
          })),
        ),
    ],
  ])('%s: that connection ends, with one line in the log', async (_, misbehave, android = '9') => {
    const host = connectedHost(android, { ...GREETING, arg1: 4096 });
    const other = connectedHost(android);
    await host.settled();
    misbehave(host);
    await host.settled();
    expect([host.closed(), host.log]).toEqual([
      true,
      [expect.stringMatching(/^closing an adb connection: /)],
    ]);
    other.send(ECHO);
    await other.settled();
    expect(commands(other)).toEqual([CNXN, OKAY]);
  });

  it('writes out of turn: that connection ends', async () => {
    const host = connectedHost();
    host.send({ ...ECHO, payload: Buffer.from('deaf:') });
    await host.settled();
    for (let turn = 0; turn < 4 && !host.closed(); turn += 1) {
      const payload = Buffer.alloc(1 << 20);
      host.send({ command: WRTE, arg0: 1, arg1: 1, payload }, { command: WRTE, arg0: 1, arg1: 1, payload });
      await host.settled();
    }
    expect([host.closed(), host.log]).toEqual([true, [expect.stringContaining('without waiting')]]);
  });

  it('sends half a packet and nothing more: it may, and nobody waits for it', async () => {
    const [half, other] = [connectedHost(), connectedHost()];
    half.sendBytes(encodePacket(ECHO).subarray(0, 29));
    other.send(ECHO);
    await other.settled();
    expect([half.closed(), commands(other)]).toEqual([false, [CNXN, OKAY]]);
  });

  it('speaks before it has introduced itself: that connection ends', async () => {
    const host = connectedHost('9', { command: OPEN, arg0: 1, arg1: 0, payload: Buffer.from('echo:') });
    await host.settled();
    expect([host.closed(), host.received]).toEqual([true, []]);
  });

  it('can send any bytes: the phone ends the connection or goes on, and throws nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 10 }), async (chunks) => {
        const host = connectedHost();
        for (const chunk of chunks) host.sendBytes(Buffer.from(chunk));
        await host.settled();
        expect(host.log.length).toBe(host.closed() ? 1 : 0);
      }),
      { numRuns: 50 },
    );
  });

  it('can send any packets: a connection that is not ended still serves', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('8.1', '9', '16'),
        fc.array(anyPacket, { maxLength: 12 }),
        async (android, packets) => {
          const host = connectedHost(android);
          host.send(...packets);
          await host.settled();
          if (host.closed()) return;
          host.send({ ...ECHO, arg0: 4_000 });
          await host.settled();
          expect(host.received.some(({ command, arg1 }) => command === OKAY && arg1 === 4_000)).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });
});

const anyPacket = fc.record({
  command: fc.constantFrom(OPEN, OPEN, OKAY, WRTE, CLSE, AUTH),
  arg0: fc.nat(4),
  arg1: fc.nat(3),
  payload: fc.constantFrom('echo:\0', 'deaf:', '', 'no:', '\0').map((text) => Buffer.from(text)),
});

function oversized(bytes: number): Buffer {
  const packet = encodePacket(ECHO);
  packet.writeUInt32LE(bytes, 12);
  return packet;
}
