import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Opening } from '../../helpers/model/flow.ts';
import { createFirstBytes } from './first-bytes.ts';
import { inRecordsOf, realHello } from './hello.fake.ts';

const CONNECT = Buffer.from('CONNECT up.jd.com:443 HTTP/1.1\r\nHost: up.jd.com:443\r\n\r\n');
const ASKED = { by: 'connect', host: 'up.jd.com', port: 443 } as const;
const IN_TLS = { speaks: 'tls', serverName: 'up.jd.com', protocols: ['h2', 'http/1.1'] } as const;
let hello: Buffer;
let bare: Buffer;

beforeAll(async () => {
  hello = await realHello({ servername: 'up.jd.com', ALPNProtocols: ['h2', 'http/1.1'] });
  bare = await realHello({});
});

function openingOf(...pieces: readonly (Buffer | string)[]): Opening {
  const firstBytes = createFirstBytes();
  for (const piece of pieces) firstBytes.push(Buffer.from(piece));
  return firstBytes.opening();
}

function bytes(...numbers: readonly number[]): Buffer {
  return Buffer.from(numbers);
}

describe('the first bytes of a connection', () => {
  it('are nothing before there are any', () => {
    expect(openingOf()).toEqual({ speaks: 'nothing' });
  });

  it('tell the host and the protocols of TLS, behind a tunnel and without one', () => {
    expect(openingOf(Buffer.concat([CONNECT, hello]))).toEqual({ asked: ASKED, ...IN_TLS });
    expect(openingOf(hello)).toEqual(IN_TLS);
    expect(openingOf(bare)).toEqual({ speaks: 'tls' });
  });

  it('tell the same in whatever pieces they come', () => {
    const whole = Buffer.concat([CONNECT, hello]);
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length), { maxLength: 12 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), whole.length];
        const pieces = at.slice(1).map((end, index) => whole.subarray(at[index], end));
        expect(openingOf(...pieces)).toEqual({ asked: ASKED, ...IN_TLS });
      }),
      { numRuns: 60 },
    );
    expect(openingOf(...[...whole].map((byte) => bytes(byte)))).toEqual({ asked: ASKED, ...IN_TLS });
  });

  it('tell the host of a hello that is spread over many records', () => {
    for (const size of [1, 7, 100])
      expect(openingOf(CONNECT, inRecordsOf(size, hello))).toMatchObject(IN_TLS);
  });

  it('tell as much of a hello as came', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: hello.length }), (end) => {
        const { serverName } = openingOf(CONNECT, hello.subarray(0, end));
        expect([undefined, 'up.jd.com']).toContain(serverName);
      }),
      { numRuns: 60 },
    );
    expect(openingOf(CONNECT, hello.subarray(0, -1)).speaks).toBe('tls');
  });

  it.each<[what: string, pieces: readonly (Buffer | string)[], opening: Opening]>([
    ['a tunnel that is asked for and not used', [CONNECT], { asked: ASKED, speaks: 'nothing' }],
    [
      'a tunnel to an IPv6 address',
      ['CONNECT [2001:db8::1]:853 HTTP/1.1\r\n\r\n'],
      { asked: { by: 'connect', host: '2001:db8::1', port: 853 }, speaks: 'nothing' },
    ],
    ['half of such a request', ['CONNECT up.jd.com:443 HT'], { speaks: 'other' }],
    ['binary bytes in a tunnel', [CONNECT, bytes(0, 1, 2)], { asked: ASKED, speaks: 'other' }],
    [
      'text in a tunnel that is no request',
      [CONNECT, 'PING hello\r\n\r\n'],
      { asked: ASKED, speaks: 'other' },
    ],
    [
      'a request in a tunnel',
      [CONNECT, 'GET /x HTTP/1.1\r\nHost: a\r\n\r\n'],
      { asked: ASKED, speaks: 'http' },
    ],
    [
      'a request to a proxy',
      ['GET http://up.jd.com:81/x HTTP/1.1\r\n\r\n'],
      { asked: { by: 'request', host: 'up.jd.com', port: 81 }, speaks: 'http' },
    ],
    [
      'a request with the host in its head',
      ['POST /x HTTP/1.1\r\nA: b\r\nhOST: up.jd.com\r\n\r\nbody'],
      { asked: { by: 'request', host: 'up.jd.com', port: 80 }, speaks: 'http' },
    ],
    ['a request without a host', ['GET / HTTP/1.0\r\n\r\n'], { speaks: 'http' }],
    ['HTTP/2 in the clear', ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'], { speaks: 'http2' }],
    [
      'SOCKS 5 with a name',
      [bytes(5, 1, 0), bytes(5, 1, 0, 3, 3), 'a.b', bytes(1, 187), bytes(9)],
      { asked: { by: 'socks', host: 'a.b', port: 443 }, speaks: 'other' },
    ],
    [
      'SOCKS 5 with an address',
      [bytes(5, 1, 0, 5, 1, 0, 1, 10, 0, 0, 7, 0, 80)],
      { asked: { by: 'socks', host: '10.0.0.7', port: 80 }, speaks: 'nothing' },
    ],
    [
      'SOCKS 5 with an IPv6 address',
      [bytes(5, 1, 0, 5, 1, 0, 4, ...Array(15).fill(0), 1, 0, 80)],
      { asked: { by: 'socks', host: '0:0:0:0:0:0:0:1', port: 80 }, speaks: 'nothing' },
    ],
    [
      'SOCKS 5 with a user',
      [bytes(5, 1, 2, 1, 1, 65, 1, 66, 5, 1, 0, 3, 1, 97, 0, 80)],
      { asked: { by: 'socks', host: 'a', port: 80 }, speaks: 'nothing' },
    ],
    [
      'SOCKS 4',
      [bytes(4, 1, 0, 80, 10, 0, 0, 7, 65, 0)],
      { asked: { by: 'socks', host: '10.0.0.7', port: 80 }, speaks: 'nothing' },
    ],
    [
      'SOCKS 4a',
      [bytes(4, 1, 0, 80, 0, 0, 0, 1, 0, 97, 0)],
      { asked: { by: 'socks', host: 'a', port: 80 }, speaks: 'nothing' },
    ],
    ['SOCKS that wants to listen', [bytes(5, 1, 0, 5, 2, 0, 1, 10, 0, 0, 7, 0, 80)], { speaks: 'other' }],
  ])('tell of %s', (_, pieces, opening) => {
    expect(openingOf(...pieces)).toEqual(opening);
    expect(
      openingOf(...pieces.flatMap((piece) => [...Buffer.from(piece)].map((byte) => bytes(byte)))),
    ).toEqual(opening);
  });

  it('keep no escape and no name of any length', () => {
    const named = (name: string) => openingOf(`CONNECT ${name}:443 HTTP/1.1\r\n\r\n`).asked;
    expect(named('a\x1b[31mb')).toBeUndefined();
    expect(named('a'.repeat(254))).toBeUndefined();
    expect(named('A'.repeat(253))?.host).toBe('a'.repeat(253));
  });

  it('never break what reads them, whatever they are', () => {
    const start = fc.constantFrom(CONNECT, hello, bytes(5), bytes(4), Buffer.from('GET '), Buffer.alloc(0));
    const hostile = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(start, fc.array(hostile, { maxLength: 6 }), (first, rest) => {
        const { speaks, asked, serverName } = openingOf(first, ...rest.map((one) => Buffer.from(one)));
        expect(speaks).toBeTypeOf('string');
        for (const host of [asked?.host, serverName]) expect(host ?? 'x').toMatch(/^[\x21-\x7e]{1,253}$/);
      }),
      { numRuns: 300 },
    );
  });

  it('never break by one wrong byte in a hello', () => {
    fc.assert(
      fc.property(fc.nat(hello.length - 1), fc.nat(255), (at, byte) => {
        const wrong = Buffer.from(hello);
        wrong[at] = byte;
        expect(openingOf(CONNECT, wrong).asked).toEqual(ASKED);
      }),
      { numRuns: 300 },
    );
  });

  it('are held in bounds when a head never ends', () => {
    const firstBytes = createFirstBytes();
    for (let piece = 0; piece < 200; piece += 1) firstBytes.push(Buffer.from(`CONNECT ${'x'.repeat(1_000)}`));
    expect(firstBytes.opening()).toEqual({ speaks: 'other' });
  });
});
