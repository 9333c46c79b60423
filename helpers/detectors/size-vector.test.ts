import { describe, expect, it } from 'vitest';
import { parseStimulusId } from '../model/ids.ts';
import { noise } from './images.fake.ts';
import { type SizedObservation, type SizedStimulus, sizeAgreement } from './size-vector.ts';

const EACH_MS = 10_000;
const SIZES = [310_000, 402_000, 275_000, 350_000, 290_000, 331_000];
const stimuliOf = (
  sizes: readonly number[],
  kindOf: (at: number) => string = () => 'page',
): SizedStimulus[] =>
  sizes.map((bytes, at) => ({
    id: parseStimulusId(`stimulus-${at}`),
    kind: kindOf(at),
    bytes,
    fromMs: at * EACH_MS,
  }));
const seen = (bytes: number, at: number): SizedObservation => ({
  bytes,
  during: { fromMs: at * EACH_MS + 500, toMs: at * EACH_MS + 900 },
});
const STIMULI = stimuliOf(SIZES);

describe('sizes', () => {
  it.each([
    ['as they are, behind a header', (bytes: number) => bytes + 512, 'as it is'],
    ['padded to blocks', (bytes: number) => Math.ceil((bytes + 1) / 16) * 16, 'as it is'],
    ['as base64', (bytes: number) => Math.ceil(bytes / 3) * 4, 'as base64'],
  ])('agree when each image is sent %s', (_name, sent, form) => {
    const agreement = sizeAgreement(
      STIMULI,
      SIZES.map((bytes, at) => seen(sent(bytes), at)),
    );
    expect(agreement).toMatchObject({ agreeing: 6, stimuli: 6, form });
    expect(agreement?.pValue).toBeCloseTo(2 / 720, 10);
  });

  it('agree with what else is sent beside them, at a higher p-value', () => {
    const sent = SIZES.flatMap((bytes, at) => [seen(bytes, at), seen(SIZES[0] ?? 0, at)]);
    const { agreeing, pValue } = sizeAgreement(STIMULI, sent) ?? { agreeing: 0, pValue: 0 };
    expect(agreeing).toBe(6);
    expect(pValue).toBeGreaterThan(2 / 720);
    expect(pValue).toBeLessThan(0.1);
  });

  it.each([
    ['nothing was sent', []],
    ['it is of other sizes', SIZES.map((bytes, at) => seen(bytes * 1.05, at))],
    ['just too small', SIZES.map((bytes, at) => seen(bytes * 0.996, at))],
    ['just too large', SIZES.map((bytes, at) => seen(bytes * 1.008, at))],
    ['it was sent before', SIZES.map((bytes, at) => seen(bytes, at - 1)).slice(0, 1)],
  ])('say nothing when %s', (_name, sent) => {
    expect(sizeAgreement(STIMULI, sent)).toBeUndefined();
  });

  it('say nothing of an app that sends every size each time', () => {
    const sent = SIZES.flatMap((_, at) => SIZES.map((bytes) => seen(bytes, at)));
    expect(sizeAgreement(STIMULI, sent)?.pValue).toBe(1);
  });

  it('say nothing of an app that tells kinds apart, when there is one of each', () => {
    const stimuli = stimuliOf(SIZES, (at) => `kind ${at}`);
    expect(sizeAgreement(stimuli, SIZES.map(seen))?.pValue).toBe(1);
  });

  it('have a p-value that chance keeps to, whatever is sent', () => {
    const draws = noise(17, 200_000);
    let at = 0;
    const below = (limit: number): number => {
      at += 2;
      return (((draws[at] ?? 0) << 8) | (draws[at + 1] ?? 0)) % limit;
    };
    const low = { 0.5: 0, 0.1: 0, 0.01: 0 };
    const runs = 3_000;
    for (let run = 0; run < runs; run += 1) {
      // A chance order of the sizes, and an app that sends two of them each time, whatever was shown.
      const sizes = [...SIZES];
      for (let last = sizes.length - 1; last > 0; last -= 1) {
        const other = below(last + 1);
        [sizes[last], sizes[other]] = [sizes[other] ?? 0, sizes[last] ?? 0];
      }
      const sent = SIZES.flatMap((bytes, window) => [
        seen(bytes, window),
        seen(SIZES[(window + 1) % 6] ?? 0, window),
      ]);
      const pValue = sizeAgreement(stimuliOf(sizes), sent)?.pValue ?? 1;
      for (const level of [0.5, 0.1, 0.01] as const) if (pValue <= level) low[level] += 1;
    }
    for (const level of [0.5, 0.1, 0.01] as const) expect(low[level] / runs).toBeLessThanOrEqual(level);
  });
});
