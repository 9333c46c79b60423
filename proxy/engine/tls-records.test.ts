import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { realHello, tlsRecord } from './hello.fake.ts';
import { createTlsRecords, type TlsProgress } from './tls-records.ts';

const CHANGE = tlsRecord(20, 1, [1]);
const FINISHED_1_3 = tlsRecord(23, 53);
const ENCRYPTED_ALERT = tlsRecord(23, 19);
const KEY_EXCHANGE_1_2 = tlsRecord(22, 37, [16]);
const FINISHED_1_2 = tlsRecord(22, 40, [0]);
const REQUEST = tlsRecord(23, 300);
let hello: Buffer;

beforeAll(async () => {
  hello = await realHello({ servername: 'up.jd.com' });
});

function progressOf(...records: readonly Buffer[]): Omit<TlsProgress, 'hello'> {
  const following = createTlsRecords();
  following.push(Buffer.concat([hello, ...records]));
  const { hello: read, ...progress } = following.progress();
  expect(read.serverName).toBe('up.jd.com');
  return progress;
}

describe('how far a client got in TLS', () => {
  it.each<[what: string, records: readonly Buffer[], progress: Omit<TlsProgress, 'hello'>]>([
    ['only its hello', [], { finished: false, dataBytes: 0 }],
    ['1.3, finished and silent', [CHANGE, FINISHED_1_3], { finished: true, dataBytes: 0 }],
    ['1.3 without the change that middle boxes want', [FINISHED_1_3], { finished: true, dataBytes: 0 }],
    ['1.3, closed in words', [CHANGE, FINISHED_1_3, ENCRYPTED_ALERT], { finished: true, dataBytes: 0 }],
    [
      '1.3, with a request',
      [CHANGE, FINISHED_1_3, REQUEST, ENCRYPTED_ALERT],
      { finished: true, dataBytes: 300 },
    ],
    [
      '1.3, cut off within its request',
      [CHANGE, FINISHED_1_3, REQUEST.subarray(0, 105)],
      { finished: true, dataBytes: 100 },
    ],
    [
      '1.3, refused by an encrypted alert',
      [CHANGE, ENCRYPTED_ALERT],
      { finished: false, dataBytes: 0, alert: 'encrypted' },
    ],
    [
      '1.3, with a second hello',
      [CHANGE, tlsRecord(22, 300, [1, 0, 1, 40])],
      { finished: false, dataBytes: 0 },
    ],
    ['1.2, finished and silent', [KEY_EXCHANGE_1_2, CHANGE, FINISHED_1_2], { finished: true, dataBytes: 0 }],
    [
      '1.2, closed in words',
      [KEY_EXCHANGE_1_2, CHANGE, FINISHED_1_2, tlsRecord(21, 26)],
      { finished: true, dataBytes: 0 },
    ],
    [
      '1.2, with a request',
      [KEY_EXCHANGE_1_2, CHANGE, FINISHED_1_2, REQUEST],
      { finished: true, dataBytes: 300 },
    ],
    [
      'refused by an alert',
      [tlsRecord(21, 2, [2, 46])],
      { finished: false, dataBytes: 0, alert: { level: 2, description: 46 } },
    ],
    ['1.2, key exchange and no more', [KEY_EXCHANGE_1_2], { finished: false, dataBytes: 0 }],
  ])('%s', (_, records, progress) => {
    expect(progressOf(...records)).toEqual(progress);
  });

  it('is the same in whatever pieces it comes', () => {
    const whole = Buffer.concat([hello, CHANGE, FINISHED_1_3, REQUEST, tlsRecord(23, 0), REQUEST]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 40 }), (sizes) => {
        const records = createTlsRecords();
        for (let at = 0, turn = 0; at < whole.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          records.push(whole.subarray(at, at + size));
          at += size;
        }
        expect(records.progress()).toMatchObject({ finished: true, dataBytes: 600 });
      }),
      { numRuns: 60 },
    );
  });

  it('never breaks, whatever is sent', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 }),
        fc.boolean(),
        (pieces, greets) => {
          const records = createTlsRecords();
          if (greets) records.push(hello);
          for (const piece of pieces) records.push(Buffer.from(piece));
          expect(records.progress().dataBytes).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 300 },
    );
  });
});
