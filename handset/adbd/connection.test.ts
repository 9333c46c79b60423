import { describe, expect, it } from 'vitest';
import { commands, connectedHost, ECHO, GREETING } from './connected-host.fake.ts';
import { CLSE, CNXN, OKAY, WRTE } from './packets.ts';

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
