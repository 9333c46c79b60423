import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFirstWords } from './first-words.ts';

describe('the first words in a tunnel', () => {
  it.each([
    ['a TLS handshake', Buffer.from([0x16, 3, 1, 2, 0]), 'engine'],
    ['a request', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', 'engine'],
    ['a request after an empty line', '\r\nGET / HTTP/1.1\r\n', 'engine'],
    ['a request with a blank in its address', 'GET /a b HTTP/1.1\r\n', 'engine'],
    ['a request by a method that nobody knows', 'BREW /pot HTTP/1.1\r\n', 'engine'],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'engine'],
    ['an address longer than is waited for', `GET /${'a'.repeat(20_000)}`, 'engine'],
    ['the start of a request', 'GE', 'more'],
    ['a request whose line has no end yet', 'GET /index', 'more'],
    ['text with an end of line', 'PING hello\r\n', 'other'],
    ['text with a blank at its start', ' hello', 'other'],
    ['bytes', Buffer.from([0, 1, 2, 0xff]), 'other'],
    ['an MQTT greeting', Buffer.from('\x10\x0c\x00\x04MQTT'), 'other'],
    ['a very long word', 'A'.repeat(40), 'other'],
  ])('%s', (_, said, words) => {
    expect(readFirstWords(Buffer.from(said))).toBe(words);
  });

  it('are never taken for a request’s when they are none, however they arrive', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.nat(200), (bytes, cut) => {
        const whole = readFirstWords(bytes);
        const first = readFirstWords(bytes.subarray(0, cut + 1));
        if (first !== 'more') expect(whole).toBe(first);
      }),
    );
  });
});
