import { describe, expect, it } from 'vitest';
import type { Signal } from '../../helpers/model/signal.ts';
import { recordSights } from './examine-app.ts';

function sights(refused: readonly Signal[], sdk: number, openings: 'reported' | 'missed' | 'no-root') {
  const lines = refused.map((signal) => {
    return { kind: 'unobservable', hostMs: 1, signal, because: `no service ${signal}` } as const;
  });
  return Object.fromEntries(recordSights(lines, sdk, openings).map((one) => [one.channel, one]));
}

describe('what the phone tells of the app', () => {
  it('is seen where everything was understood', () => {
    expect(Object.values(sights([], 34, 'reported')).map(({ seen }) => seen)).toEqual(
      new Array(4).fill('yes'),
    );
  });

  it.each([
    [28, 'no-root', /opened by its path/, /root/],
    [30, 'no-root', /the first reading by path/, /root/],
    [34, 'missed', /the first reading by path/, /inotifyd/],
  ] as const)('shows reads in part on SDK %i, openings %s', (sdk, openings, found, remedy) => {
    const { reads } = sights([], sdk, openings);
    expect(reads).toMatchObject({
      seen: 'partly',
      found: expect.stringMatching(found),
      remedy: expect.stringMatching(remedy),
    });
  });

  it.each([
    ['operations', 'reads'],
    ['bytes', 'byte counters'],
    ['process', 'process states'],
  ] as const)('does not show without %s: %s, in the phone’s words, with what to do', (signal, channel) => {
    const sight = sights([signal], 34, 'reported')[channel];
    expect(sight).toMatchObject({ seen: 'no', found: `no service ${signal}` });
    expect(sight?.remedy).toMatch(/use another/);
  });

  it('names each other record that is missing', () => {
    expect(sights(['jobs', 'clock'], 34, 'reported')['other records']).toMatchObject({
      seen: 'partly',
      found: 'clock: no service clock; jobs: no service jobs',
    });
  });
});
