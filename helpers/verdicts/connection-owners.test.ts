import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bundle } from '../model/bundle.ts';
import type { ConnectionFlow } from '../model/flow.ts';
import { parseFlowId } from '../model/ids.ts';
import { CLEAN, socketOf } from './clean-run.fake.ts';
import { connectionOwners } from './connection-owners.ts';
import { possibleSockets } from './socket-matching.ts';

/** A connection of the phone's as it really was. Times are milliseconds, `late` is how much later the tap has it than the phone's table. */
interface Truth {
  readonly uid: number;
  readonly openMs: number;
  readonly lastsMs: number;
  readonly late: readonly [opened: number, closed: number];
}

const END_MS = 20_000;

const id = (index: number) => parseFlowId(`connection-${index + 1}`);

/** What the tap and the looks at the table make of it. */
function bundleOf(truths: readonly Truth[], looks: readonly number[]): Bundle {
  const flows = truths.map(
    ({ openMs, lastsMs, late: [opened, closed] }, index): ConnectionFlow => ({
      kind: 'connection',
      id: id(index),
      openedMs: openMs + opened,
      closedMs: Math.max(openMs + opened, openMs + lastsMs + closed),
      clientPort: 50_000 + index,
      bytesIn: 1,
      bytesOut: 1,
      opening: { speaks: 'http' },
    }),
  );
  const sockets = truths.flatMap(({ uid, openMs, lastsMs }, index) => {
    const goneMs = openMs + lastsMs;
    const met = looks.filter((ms) => ms > openMs && ms < goneMs);
    const [firstMs, lastMs] = [met[0], met.at(-1)];
    if (firstMs === undefined || lastMs === undefined) return [];
    const goneByMs = looks.find((ms) => ms > lastMs);
    return [
      socketOf(
        uid,
        {
          openedAfterMs: looks.findLast((ms) => ms < firstMs) ?? 0,
          openedByMs: firstMs,
          openUntilMs: lastMs,
          ...(goneByMs === undefined ? {} : { goneByMs }),
        },
        40_000 + index,
      ),
    ];
  });
  const pauses = looks.flatMap((toMs, index) => {
    const fromMs = looks[index - 1] ?? 0;
    return toMs - fromMs > 80 ? [{ fromMs, toMs }] : [];
  });
  const watch = { kind: 'socket-watch', hostMs: looks.at(-1) ?? 0, fromMs: looks[0] ?? 0 } as const;
  return { ...CLEAN, flows, counters: [...sockets, { ...watch, proxyPort: 8080, pauses }] };
}

function everyMs(step: number): readonly number[] {
  return Array.from({ length: END_MS / step }, (_, index) => index * step);
}

function owners(truths: readonly Truth[], looks = everyMs(40)): readonly (number | string)[] {
  return [...connectionOwners(bundleOf(truths, looks)).values()].map((one) =>
    one.kind === 'unknown' ? one.because.split(' ').slice(0, 3).join(' ') : one.uid,
  );
}

const quick = (uid: number, openMs: number, lastsMs: number): Truth => ({
  uid,
  openMs,
  lastsMs,
  late: [3, 3],
});

describe('whose a connection is', () => {
  it.each([
    ['one alone', [quick(7, 1_010, 500)], [7]],
    ['two apps one after the other', [quick(7, 1_010, 300), quick(8, 3_000, 300)], [7, 8]],
    [
      'two at the same time that began half a second apart',
      [quick(7, 1_010, 900), quick(8, 1_510, 900)],
      [7, 8],
    ],
    [
      'two that began together, and ended half a second apart',
      [quick(7, 1_010, 900), quick(8, 1_011, 1_500)],
      [7, 8],
    ],
    [
      'two of one app at once, nobody knows which is which',
      [quick(7, 1_010, 500), quick(7, 1_011, 500)],
      [7, 7],
    ],
    [
      'two apps at the very same time',
      [quick(7, 1_010, 900), quick(8, 1_011, 900)],
      ['sockets of several', 'sockets of several'],
    ],
    ['one too short for any look', [quick(7, 1_010, 10)], ['it was over']],
    [
      'one too short for any look, beside a long one of another app',
      [quick(7, 1_010, 2_000), quick(8, 1_020, 5)],
      [7, 'it was over'],
    ],
    [
      'one too short for any look, beside one that just was not',
      [quick(7, 1_010, 60), quick(8, 1_041, 5)],
      ['it was over', 'it was over'],
    ],
  ])('%s', (_, truths, expected) => {
    expect(owners(truths)).toEqual(expected);
  });

  it('is not known where nobody looked, or while nobody did', () => {
    const truths = [quick(7, 1_010, 2_000)];
    expect(owners(truths, [])).toEqual(['it was over']);
    expect(owners(truths, [0, 900, 5_000, 5_040])).toEqual(['it was over']);
    const unseen = { ...bundleOf(truths, []), counters: [] };
    expect([...connectionOwners(unseen).values()]).toEqual([
      { kind: 'unknown', because: 'the phone did not show whose its sockets are' },
    ]);
  });

  it('is exact by a port that is the phone’s own, and by no other port', () => {
    const loopback = bundleOf([quick(7, 1_010, 500), quick(8, 1_011, 500)], everyMs(40));
    const counters = loopback.counters.map((one) =>
      one.kind === 'socket' ? { ...one, socket: { ...one.socket, remoteAddress: '192.168.1.9' } } : one,
    );
    const bundle = { ...loopback, counters };
    const direct = (clientPort: number): Bundle => ({
      ...bundle,
      flows: bundle.flows.map((flow) =>
        flow.kind === 'connection' && flow.id === id(0)
          ? { ...flow, clientPort, clientAddress: '192.168.1.20' }
          : flow,
      ),
    });
    expect(connectionOwners(direct(40_000)).get(id(0))).toEqual({ kind: 'exact', uid: 7 });
    expect(connectionOwners(direct(40_001)).get(id(0))).toEqual({ kind: 'exact', uid: 8 });
    expect(connectionOwners(direct(40_009)).get(id(0))?.kind).toBe('unknown');
  });

  it('is never said wrongly, whatever came at once, as long as adb and the clocks are not later than they may be', () => {
    const latency = fc.integer({ min: -240, max: 240 });
    const truth: fc.Arbitrary<Truth> = fc.record({
      uid: fc.constantFrom(7, 8, 9),
      openMs: fc.nat(4_000),
      lastsMs: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 3_000 })),
      late: fc.tuple(latency, latency),
    });
    const looks = fc
      .array(
        fc.oneof(
          { weight: 9, arbitrary: fc.integer({ min: 15, max: 80 }) },
          fc.integer({ max: 900, min: 81 }),
        ),
        {
          minLength: 120,
          maxLength: 120,
        },
      )
      .map((steps) => steps.map((_, index) => steps.slice(0, index).reduce((all, one) => all + one, 0)));
    fc.assert(
      fc.property(fc.array(truth, { maxLength: 9 }), looks, (truths, at) => {
        const found = connectionOwners(bundleOf(truths, at));
        for (const [index, { uid }] of truths.entries()) {
          const owner = found.get(id(index));
          if (owner !== undefined && owner.kind !== 'unknown') expect(owner.uid).toBe(uid);
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe('which sockets a connection may be', () => {
  const all = Array.from({ length: 400 }, (_, index) => index);

  it.each([
    ['if all are one app’s and were there for long', all, all.map(() => 7), 400],
    ['not if they were short', [], all.map(() => 7), 0],
    ['not if one is another app’s', all, all.map((one) => (one === 9 ? 8 : 7)), 0],
  ])('is told of hundreds that came at once %s, and at once', (_, certain, ownerOf, told) => {
    const possible = possibleSockets({ fitting: all.map(() => all), certain: new Set(certain), ownerOf });
    expect(possible.filter((sockets) => sockets !== undefined).length).toBe(told);
  });

  it('is not told where a certain one finds none', () => {
    const problem = { fitting: [[0], [0]], certain: new Set([0, 1]), ownerOf: [7] };
    expect(possibleSockets(problem)).toEqual([undefined, undefined]);
  });
});
