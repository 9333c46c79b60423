import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commands, connectedHost, ECHO, GREETING, type Host } from './connected-host.fake.ts';
import { AUTH, CLSE, CNXN, encodePacket, OKAY, OPEN, WRTE } from './packets.ts';

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
