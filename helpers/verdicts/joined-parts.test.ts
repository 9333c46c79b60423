import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseFlowId } from '../model/ids.ts';
import { bundleOf, type Change, file, upload } from './bundle-fixture.fake.ts';
import { hashOf, PAGE_BYTES } from './clean-run.fake.ts';
import { judge } from './judge.ts';

const PACKED = Buffer.from(gzipSync(PAGE_BYTES).toString('base64'));
const third = Math.ceil(PACKED.length / 3);
const PIECES = [0, 1, 2].map((at) => PACKED.subarray(at * third, (at + 1) * third));
const DIRECTORY = '/storage/emulated/0/Android/data/com.jd.jrapp/cache';

const kept = (names: readonly string[], order: readonly number[]): readonly Change[] =>
  order.map((at) => file(PIECES[at] ?? PACKED, { path: `${DIRECTORY}/${names[at]}` }));
const ranged = (at: number, startedMs: number): Change =>
  upload(PIECES[at] ?? PACKED, { startedMs, requestHeaders: [['Content-Range', `bytes ${at * third}-`]] });

function message(bytes: Uint8Array, number: number, compressed: boolean): Change {
  const body = { sha256: hashOf(bytes), bytes: bytes.length, complete: true };
  return (bundle) => ({
    ...bundle,
    contentOf: (sha256) => (sha256 === body.sha256 ? bytes : bundle.contentOf(sha256)),
    flows: [
      ...bundle.flows,
      {
        kind: 'websocket-message',
        id: parseFlowId(`message-${number}`),
        webSocket: parseFlowId('websocket-1'),
        connection: parseFlowId('connection-1'),
        startedMs: 250 + number,
        endedMs: 251 + number,
        host: 'up.jd.com',
        direction: 'sent',
        opcode: 2,
        compressed,
        body,
      },
    ],
  });
}

describe('an image in pieces', () => {
  it.each([
    ['sent one after the other', PIECES.map((piece, at) => upload(piece, { startedMs: 250 + at }))],
    ['sent with the range of each', [ranged(2, 250), ranged(0, 251), ranged(1, 252)]],
    ['sent as messages of a WebSocket', PIECES.map((piece, at) => message(piece, at, false))],
    ['kept in files name.001 and so on', kept(['name.001', 'name.002', 'name.003'], [0, 1, 2])],
    ['kept in files part9 and part10, seen in any order', kept(['part8', 'part9', 'part10'], [2, 0, 1])],
  ])('is found when it is %s', (_, changes) => {
    const found = judge(bundleOf(...changes)).findings;
    expect(found.find(({ detector }) => detector === 'whole-content')).toMatchObject({
      detector: 'whole-content',
      chain: ['3 parts joined', 'base64', 'gzip'],
      offset: 0,
      length: third,
    });
  });

  it('is found when a WebSocket compresses its messages', () => {
    const compressed = deflateRawSync(PAGE_BYTES, { finishFlush: 2 });
    const found = judge(bundleOf(message(compressed.subarray(0, -4), 1, true))).findings;
    expect(found.map(({ detector }) => detector)).toContain('whole-content');
  });

  it('is not found when a piece is missing in the middle of what was packed, other than by what stands before', () => {
    const found = judge(bundleOf(...kept(['name.001', 'name.002', 'name.003'], [0, 2]))).findings;
    expect(found.filter(({ detector }) => detector === 'whole-content')).toEqual([]);
  });

  it('is said of the pieces together once, when each shows it by itself too', () => {
    const plain = [PAGE_BYTES.subarray(0, 900), PAGE_BYTES.subarray(900)];
    const found = judge(bundleOf(...plain.map((piece) => upload(piece)))).findings;
    expect(found.filter(({ chain }) => chain.length > 0)).toHaveLength(1);
  });
});
