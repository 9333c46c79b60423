import { describe, expect, it } from 'vitest';
import { parseStimulusId } from '../model/ids.ts';
import { joined, noise } from './images.fake.ts';
import { detectSharedKeystream, type KeystreamSample, keystreamSample } from './shared-keystream.ts';

const STIMULI = [9_000, 11_000, 10_000].map((length, at) => ({
  id: parseStimulusId(`stimulus-${at}`),
  bytes: Uint8Array.from(noise(at + 1, length)),
}));
const STREAM = noise(77, 12_000);
const hidden = (at: number, stream: Uint8Array = STREAM, header = 0): Uint8Array =>
  joined(
    noise(90 + at, header),
    (STIMULI[at]?.bytes ?? new Uint8Array()).map((byte, step) => byte ^ (stream[step] ?? 0)),
  );
const samplesOf = (...objects: readonly Uint8Array[]): KeystreamSample[] =>
  objects.flatMap((one) => keystreamSample(one) ?? []);
const namesIn = (...objects: readonly Uint8Array[]) =>
  detectSharedKeystream(STIMULI, samplesOf(...objects))
    .map(({ sample, stimulus }) => `${sample} ${stimulus}`)
    .sort();

describe('one keystream', () => {
  it.each([0, 1, 16, 64])('used for two images is found behind a header of %i bytes', (header) => {
    const objects = [noise(5, 9_500), hidden(1, STREAM, header), hidden(0, STREAM, header)];
    expect(namesIn(...objects)).toEqual(['1 stimulus-1', '2 stimulus-0']);
    expect(detectSharedKeystream(STIMULI, samplesOf(...objects))[0]).toMatchObject({
      offset: 4_096 + header,
      stimulusOffset: 4_096,
      length: 64,
    });
  });

  it('used for three images names each of them once for each of the others', () => {
    expect(new Set(namesIn(hidden(0), hidden(1), hidden(2)))).toEqual(
      new Set(['0 stimulus-0', '1 stimulus-1', '2 stimulus-2']),
    );
  });

  it('leaves open which image is in which object when sizes do not tell', () => {
    expect(namesIn(joined(hidden(0), noise(8, 3)), hidden(1))).toEqual([
      '0 stimulus-0',
      '0 stimulus-1',
      '1 stimulus-0',
      '1 stimulus-1',
    ]);
  });

  it.each([
    ['a stream of its own for each', [hidden(0), hidden(1, noise(78, 12_000))]],
    ['the same image twice', [hidden(0), hidden(0)]],
    ['headers of other lengths', [hidden(0, STREAM, 3), hidden(1, STREAM, 4)]],
    ['a longer header', [hidden(0, STREAM, 65), hidden(1, STREAM, 65)]],
    ['noise', [noise(11, 9_000), noise(12, 11_000)]],
    ['zeros', [new Uint8Array(9_000), new Uint8Array(11_000)]],
    ['what is too short', [hidden(0).slice(0, 4_200), hidden(1).slice(0, 4_200)]],
  ])('is not found in %s', (_name, objects) => {
    expect(namesIn(...objects)).toEqual([]);
  });
});

it('the sample of an object stays what it was when its memory is used again', () => {
  const memory = Buffer.alloc(100_000, 7);
  const sample = keystreamSample(memory);
  memory.fill(9);
  expect(new Set(sample?.bytes)).toEqual(new Set([7]));
  expect(sample?.bytes.buffer.byteLength).toBe(sample?.bytes.length);
});
