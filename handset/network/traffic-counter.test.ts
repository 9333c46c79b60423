import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrafficRow } from '../network-parts.ts';
import { type Account, createTrafficCounter, sum, type TrafficCounter } from './traffic-counter.ts';

const APP: Account = { interface: 'wlan0', uid: 10_001 };

function counter(foreground: () => boolean = () => false): TrafficCounter {
  return createTrafficCounter({ isForeground: foreground, changed: () => undefined });
}

describe('counting bytes', () => {
  it.each([
    [1, 53, 52, 1],
    [1448, 1500, 52, 1],
    [1449, 1449 + 104, 52, 2],
    [14_480, 14_480 + 520, 260, 10],
  ])('adds headers and acknowledgements to %d bytes of a stream', (payload, sent, acknowledged, packets) => {
    const one = counter();
    one.sent(APP, payload);
    expect(one.totals().get(APP.uid)).toEqual({ sentBytes: sent, receivedBytes: acknowledged });
    expect(one.rows()[0]?.tcp.sentPackets).toBe(packets);
  });

  it.each([
    [0, 28, 1],
    [100, 128, 1],
    [1472, 1500, 1],
    [1473, 1521, 2],
  ])('adds headers of UDP, and of fragments, to %d bytes', (payload, sent, packets) => {
    const one = counter();
    one.datagramSent(APP, payload);
    expect(one.rows()[0]?.udp).toMatchObject({ sentBytes: sent, sentPackets: packets });
  });

  it('counts a handshake and two ends even where nothing is said', () => {
    const one = counter();
    one.opened(APP);
    one.closed(APP);
    expect(one.totals().get(APP.uid)).toEqual({ sentBytes: 60 + 52 + 104, receivedBytes: 60 + 104 });
  });

  it('counts in the set of the moment, and a tag beside its uid', () => {
    let foreground = false;
    const one = counter(() => foreground);
    one.sent(APP, 10);
    foreground = true;
    one.datagramSent({ ...APP, tag: 0xff_ff_ff_82 }, 10);
    expect(one.rows().map(({ set, tag }) => [set, tag])).toEqual([
      ['DEFAULT', 0],
      ['FOREGROUND', 0],
      ['FOREGROUND', 0xff_ff_ff_82],
    ]);
    expect(one.totals().get(APP.uid)?.sentBytes).toBe(62 + 38);
  });
});

const act = fc.record({
  verb: fc.constantFrom('sent', 'received', 'datagramSent', 'datagramReceived'),
  uid: fc.integer({ min: 10_000, max: 10_002 }),
  over: fc.constantFrom('wlan0' as const, 'rmnet_data0' as const),
  payload: fc.nat(200_000),
});
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

function counted(acts: readonly Act[]): readonly TrafficRow[] {
  const one = counter();
  for (const { verb, uid, over, payload } of acts) one[verb]({ interface: over, uid }, payload);
  return one.rows();
}

describe('laws of counting', () => {
  it('never less than what was carried, and at most a tenth and a packet more', () => {
    fc.assert(
      fc.property(fc.array(act), (acts) => {
        const rows = counted(acts);
        for (const uid of [10_000, 10_001, 10_002]) {
          const own = rows.filter((row) => row.uid === uid).map(({ tcp, udp }) => sum(tcp, udp));
          const sent = own.reduce((all, one) => all + one.sentBytes, 0);
          const ofUid = acts.filter((one) => one.uid === uid);
          const payload = (verbs: readonly string[]): number =>
            ofUid.filter(({ verb }) => verbs.includes(verb)).reduce((all, one) => all + one.payload, 0);
          expect(sent).toBeGreaterThanOrEqual(payload(['sent', 'datagramSent']));
          const most = payload(['sent', 'datagramSent', 'received']) * 0.1 + ofUid.length * 52;
          expect(sent).toBeLessThanOrEqual(payload(['sent', 'datagramSent']) + most);
        }
      }),
    );
  });

  it('the same whatever the order', () => {
    fc.assert(
      fc.property(fc.array(act), fc.func(fc.nat()), (acts, rank) => {
        const shuffled = [...acts].sort((one, other) => rank(one) - rank(other));
        const sorted = (rows: readonly TrafficRow[]): readonly string[] =>
          rows.map((row) => JSON.stringify(row)).sort();
        expect(sorted(counted(shuffled))).toEqual(sorted(counted(acts)));
      }),
    );
  });
});
