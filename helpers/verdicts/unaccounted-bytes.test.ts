import { describe, expect, it } from 'vitest';
import { bundleOf, type Change, counted, counter } from './bundle-fixture.fake.ts';
import { AWAY, BACK, socketOf, UID } from './clean-run.fake.ts';
import { judge } from './judge.ts';
import { unaccountedBytes } from './unaccounted-bytes.ts';

/** Images are asked for at 200 and 450. */
const stretches = (...readings: readonly (readonly [hostMs: number, sentBytes: number])[]) =>
  unaccountedBytes(bundleOf(counted(...readings))).map(({ during }) => [during?.fromMs, during?.toMs]);

describe('bytes that went round the proxy', () => {
  it.each([
    [
      'all in one window',
      [
        [60, 0],
        [300, 0],
        [500, 92],
        [800, 92],
      ],
      [[300, 500]],
    ],
    [
      'in two, together as many as a leak takes',
      [
        [60, 0],
        [300, 46],
        [500, 46],
        [800, 92],
      ],
      [
        [60, 300],
        [500, 800],
      ],
    ],
    [
      'one fewer',
      [
        [60, 0],
        [300, 46],
        [500, 46],
        [800, 91],
      ],
      [],
    ],
    [
      'before the first image',
      [
        [60, 0],
        [199, 5_000],
        [800, 5_000],
      ],
      [],
    ],
    [
      'in the window in which it came',
      [
        [60, 0],
        [200, 5_000],
        [800, 5_000],
      ],
      [[60, 200]],
    ],
    [
      'nobody knows when, as the counter went back',
      [
        [60, 50],
        [300, 10],
        [800, 50],
      ],
      [
        [60, 300],
        [300, 800],
      ],
    ],
  ] as const)('%s', (_, readings, expected) => {
    expect(stretches(...readings)).toEqual(expected);
  });

  it('leave a scenario undecided in which they went, and no other', () => {
    const { claims } = judge(bundleOf(counted([60, 0], [330, 0], [390, 500], [410, 500], [800, 900])));
    const scenarios = claims.find(({ claim }) => claim === 'local-only')?.scenarios;
    expect(scenarios?.map(({ scenario, verdict }) => [scenario, verdict.kind])).toEqual([
      [AWAY, 'upheld'],
      [BACK, 'inconclusive'],
    ]);
  });

  it('are told with where the target’s sockets led at that time', () => {
    const times = { openedAfterMs: 300, openedByMs: 320, openUntilMs: 400, goneByMs: 420 };
    const direct = (uid: number, remoteAddress: string, remotePort: number) => {
      const one = socketOf(uid, times);
      return counter({ ...one, socket: { ...one.socket, remoteAddress, remotePort } });
    };
    const [gap] = unaccountedBytes(
      bundleOf(
        counted([60, 0], [310, 0], [800, 500]),
        direct(UID, '203.0.113.9', 443),
        direct(UID, '127.0.0.1', 9_000),
        direct(10_088, '198.51.100.1', 443),
      ),
    );
    expect(gap?.because).toContain('500 bytes');
    expect(gap?.because).toContain('a socket of TCP to 203.0.113.9:443');
    expect(gap?.because).not.toMatch(/127\.0\.0\.1|198\.51\.100\.1/);
  });

  describe('over the phone’s own network', () => {
    /** A connection of the target's that the kernel counted, with so many bytes of its own. */
    const proxied =
      (openedMs: number, closedMs: number, bytesIn: number): Change =>
      (bundle) => ({
        ...bundle,
        flows: bundle.flows.map((flow) =>
          flow.kind === 'connection'
            ? { ...flow, openedMs, closedMs, bytesIn, clientAddress: '192.168.1.20', clientPort: 41_000 }
            : flow,
        ),
        counters: bundle.counters.map((one) =>
          one.kind === 'socket'
            ? {
                ...one,
                socket: { ...one.socket, remoteAddress: '192.168.1.9' },
                ...{
                  openedAfterMs: openedMs,
                  openedByMs: openedMs,
                  openUntilMs: closedMs,
                  goneByMs: closedMs,
                },
              }
            : one,
        ),
      });
    /** 10,000 bytes in seven segments, a SYN and a FIN, of 40 bytes each. */
    const LEAST = 10_000 + 9 * 40;
    const gaps = (sent: number, ...change: readonly Change[]) =>
      unaccountedBytes(bundleOf(counted([60, 0], [300, 0], [500, sent], [800, sent]), ...change));

    it.each([
      ['what the recorded connections explain at the least is none', LEAST, []],
      ['nor is a rest in which no evidence has room', LEAST + 91, []],
      ['more than that is', LEAST + 92, [[300, 500]]],
      ['fewer than must have been counted are a fault of somebody’s', LEAST - 1, [[300, 500]]],
    ])('%s', (_, sent, expected) => {
      const found = gaps(sent, proxied(310, 490, 10_000));
      expect(found.map(({ during }) => [during?.fromMs, during?.toMs])).toEqual(expected);
    });

    it('a connection across a reading joins what lies on both sides', () => {
      const found = gaps(LEAST + 92, proxied(290, 490, 10_000));
      expect(found.map(({ during }) => [during?.fromMs, during?.toMs])).toEqual([[60, 500]]);
    });

    it('one that was opened while the first reading was taken explains nothing', () => {
      const slow: Change = (bundle) => ({
        ...bundle,
        counters: bundle.counters.map((one) =>
          one.kind === 'uid-bytes' && one.hostMs === 60 ? { ...one, untilMs: 100 } : one,
        ),
      });
      expect(gaps(LEAST, proxied(99, 490, 10_000), slow)).not.toEqual([]);
      expect(gaps(LEAST, proxied(100, 490, 10_000), slow)).toEqual([]);
    });

    /** Its requests, of 10,000 bytes in all, were over by then. */
    const answered =
      (endedMs: number): Change =>
      (bundle) => ({
        ...bundle,
        flows: bundle.flows.map((flow) =>
          flow.kind === 'exchange'
            ? { ...flow, endedMs, status: 200, request: { ...flow.request, bytes: 10_000, complete: true } }
            : flow,
        ),
      });

    it('one that outlasts all readings explains the bodies that were answered before the last, and no more', () => {
      const bodies = 10_000 + 7 * 40;
      const found = (sent: number, endedMs: number) =>
        gaps(sent, proxied(310, 900, 50_000), answered(endedMs)).map(({ because }) =>
          because.replace(/ that .*/, ''),
        );
      expect(found(bodies + 91, 790)).toEqual([]);
      expect(found(bodies + 92, 790)).toEqual(['the phone counted 92 bytes']);
      expect(found(bodies, 801)).toEqual([`the phone counted ${bodies} bytes`]);
    });
  });
});
