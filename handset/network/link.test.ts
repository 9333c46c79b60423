import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { duplexPair } from '../duplex-pair.ts';
import type { StartedInternet } from '../internet/internet.ts';
import { createLink } from './link.ts';
import { networkOn } from './network-tests.fake.ts';

const APP = 10_077;
const ADDRESS = '198.18.0.9';

describe('a slow link', () => {
  beforeAll(() => void vi.useFakeTimers());
  afterAll(() => void vi.useRealTimers());

  it('lets bytes pass at its pace, one behind the other, each direction by itself', async () => {
    const link = createLink();
    link.slow(1_000);
    const passed: string[] = [];
    void link.carry('up', 500)?.then(() => passed.push('first'));
    void link.carry('up', 500)?.then(() => passed.push('second'));
    void link.carry('down', 600)?.then(() => passed.push('other way'));
    await vi.advanceTimersByTimeAsync(499);
    expect(passed).toEqual([]);
    await vi.advanceTimersByTimeAsync(101);
    expect(passed).toEqual(['first', 'other way']);
    await vi.advanceTimersByTimeAsync(399);
    expect(passed).toEqual(['first', 'other way']);
    await vi.advanceTimersByTimeAsync(1);
    expect(passed).toEqual(['first', 'other way', 'second']);
  });

  it('is as fast as it was when it is slow no more, for what waits as well', async () => {
    const link = createLink();
    expect(link.carry('up', 1_000_000)).toBeUndefined();
    link.slow(10);
    const lane = link.lane('down');
    const arriving = buffer(lane);
    lane.end(Buffer.alloc(100_000, 'x'));
    await vi.advanceTimersByTimeAsync(200);
    link.slow(undefined);
    await vi.advanceTimersByTimeAsync(200);
    expect((await arriving).equals(Buffer.alloc(100_000, 'x'))).toBe(true);
  });
});

describe('a socket over a slow network', () => {
  /** A host that an app is connected to; `elapsed` since then. */
  async function connected(pace: number) {
    const [host, wire] = duplexPair();
    const internet: Pick<StartedInternet, 'connect' | 'authorityPem' | 'gateway'> = {
      connect: async () => wire,
      authorityPem: '',
      gateway: '127.0.0.1:9',
    };
    const network = networkOn(internet as StartedInternet, {});
    const socket = await network.connect(APP, ADDRESS, 7);
    network.slow(pace);
    const started = performance.now();
    return { host, socket, network, elapsed: () => performance.now() - started };
  }

  it('brings all that a host sent before it closed, and no sooner than the pace allows', async () => {
    const { host, socket, network, elapsed } = await connected(20_000);
    host.end(Buffer.alloc(4_000, 'x'));
    expect((await buffer(socket)).length).toBe(4_000);
    expect(elapsed()).toBeGreaterThan(180);
    expect(network.counters().get(APP)?.receivedBytes).toBeGreaterThanOrEqual(4_000);
  });

  it('sends all that an app wrote before it ended, counted as it goes', async () => {
    const { host, socket, network, elapsed } = await connected(20_000);
    const before = network.counters().get(APP)?.sentBytes ?? 0;
    socket.end(Buffer.alloc(4_000, 'x'));
    await expect.poll(() => (network.counters().get(APP)?.sentBytes ?? 0) - before).toBeGreaterThan(500);
    expect(network.counters().get(APP)?.sentBytes).toBeLessThan(4_000);
    expect((await buffer(host)).length).toBe(4_000);
    expect(elapsed()).toBeGreaterThan(180);
  });

  it.each([
    ['the host resets it', 'ECONNRESET'],
    ['the access point is gone', 'ECONNABORTED'],
  ])('ends at once when %s, whatever waits', async (_, code) => {
    const { host, socket, network, elapsed } = await connected(100);
    const failed = new Promise<unknown>((resolve) => socket.once('error', resolve));
    socket.once('data', () => {
      if (code === 'ECONNABORTED') network.interfaces.setReachable(false);
      else host.destroy(Object.assign(new Error('read ECONNRESET'), { code }));
    });
    host.write(Buffer.alloc(4_000, 'x'));
    expect(await failed).toMatchObject({ code });
    expect(elapsed()).toBeLessThan(2_000);
  });
});
