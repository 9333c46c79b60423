import type { Duplex } from 'node:stream';
import { text as allText, buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { duplexPair } from '../duplex-pair.ts';
import { debuggerService } from './jdwp.ts';

const APP = { pid: 4_711, uid: 10_003, name: 'org.example', packages: ['org.example'] };

/** A process that can be debugged, and who asks for it. */
function phone(api = 36) {
  const running = [APP];
  const attached = new Set<number>();
  const connect = (pid = APP.pid): Duplex => {
    const [near, far] = duplexPair();
    debuggerService(`jdwp:${pid}`, { api, debuggable: () => running, attached })?.(far);
    return near;
  };
  return { running, attached, connect };
}

/** A command with no fields: length, id, no flags, set, number. */
function command(id: number, set: number, number: number): Buffer {
  return Buffer.from([0, 0, 0, 11, 0, 0, 0, id, 0, set, number]);
}

function reply(id: number, error: number, fields: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0, 0, 0, 11 + fields.length, 0, 0, 0, id, 0x80, 0, error]), fields]);
}

function field(words: string): Buffer {
  return Buffer.concat([Buffer.from([0, 0, 0, words.length]), Buffer.from(words)]);
}

const HANDSHAKE = Buffer.from('JDWP-Handshake');
const DISPOSE = command(9, 1, 6);

describe('the machine that a debugger finds', () => {
  it.each([
    [27, 'Android Runtime 2.1.0', [1, 6], '1.6.0'],
    [
      28,
      'Java Debug Wire Protocol (Reference Implementation) version 1.8\nJVM Debug Interface version 1.2\nJVM version 0 (Dalvik, )',
      [1, 8],
      '0',
    ],
    [
      36,
      'Java Debug Wire Protocol (Reference Implementation) version 1.8\nJVM Debug Interface version 1.2\nJVM version 8 (Dalvik, )',
      [1, 8],
      '8',
    ],
  ])('shakes hands and tells its version: API %d', async (api, description, [major, minor], version) => {
    const socket = phone(api).connect();
    socket.end(Buffer.concat([HANDSHAKE, command(1, 1, 1), DISPOSE]));
    const numbers = Buffer.from([0, 0, 0, major ?? 0, 0, 0, 0, minor ?? 0]);
    const fields = Buffer.concat([field(description), numbers, field(version), field('Dalvik')]);
    const expected = Buffer.concat([HANDSHAKE, reply(1, 0, fields), reply(9, 0, Buffer.alloc(0))]);
    expect(await buffer(socket)).toEqual(expected);
  });

  it('answers what it has not with NOT_IMPLEMENTED, and goes on', async () => {
    const socket = phone().connect();
    socket.end(Buffer.concat([HANDSHAKE, command(1, 1, 3), command(2, 199, 1), command(3, 1, 7), DISPOSE]));
    const sizes = Buffer.from([8, 8, 8, 8, 8].flatMap((size) => [0, 0, 0, size]));
    expect(await buffer(socket)).toEqual(
      Buffer.concat([
        HANDSHAKE,
        reply(1, 99, Buffer.alloc(0)),
        reply(2, 99, Buffer.alloc(0)),
        reply(3, 0, sizes),
        reply(9, 0, Buffer.alloc(0)),
      ]),
    );
  });

  it.each([
    ['another greeting', 'GET / HTTP/1.1\r\n\r\n', ''],
    ['a packet shorter than its header', 'JDWP-Handshake\0\0\0\n\0\0\0\x01\0\x01\x01', 'JDWP-Handshake'],
    ['a packet of 2 GiB', 'JDWP-Handshake\x7f\xff\xff\xff\0\0\0\x01\0\x01\x01', 'JDWP-Handshake'],
  ])('hangs up on %s', async (_, sent, said) => {
    const { connect, attached } = phone();
    const socket = connect();
    socket.write(Buffer.from(sent, 'latin1'));
    expect(await allText(socket)).toBe(said);
    await expect.poll(() => attached.size).toBe(0);
  });

  it('has one debugger at a time: a second one is sent away before the handshake', async () => {
    const { connect, attached } = phone();
    const first = connect();
    const second = connect();
    second.write(HANDSHAKE);
    expect(await allText(second)).toBe('');
    first.end(Buffer.concat([HANDSHAKE, DISPOSE]));
    expect(await allText(first)).toContain('JDWP-Handshake');
    await expect.poll(() => attached.size).toBe(0);
    const third = connect();
    third.end(Buffer.concat([HANDSHAKE, DISPOSE]));
    expect(await allText(third)).toContain('JDWP-Handshake');
  });

  it('takes the connection along when its process ends', async () => {
    const { connect, running } = phone();
    const socket = connect();
    socket.write(HANDSHAKE);
    running.pop();
    socket.resume();
    await expect.poll(() => socket.closed || socket.readableEnded, { timeout: 2_000 }).toBe(true);
  });

  it('is not there for a process that cannot be debugged, nor for a word', () => {
    const { connect } = phone();
    expect(() => connect(1)).toThrow('no process 1 can be debugged');
    const parts = { api: 36, debuggable: () => [APP], attached: new Set<number>() };
    expect(debuggerService('jdwp', parts)).toBeUndefined();
    expect(debuggerService('jdwp:4711x', parts)).toBeUndefined();
  });
});
