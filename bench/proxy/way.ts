import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Mitmdump } from '../../proxy/mitmdump/find-mitmdump.ts';
import { startProxy } from '../../proxy/proxy.ts';
import type { Way } from './measures.ts';
import { memoryOf, type ProcessMemory } from './process-memory.ts';
import { type Recorded, readRecorded } from './recorded.ts';
import type { Route } from './route.ts';
import type { Origin } from './start-origin.ts';

/** A way to the origin that is ready: without a proxy, or through a new one with a bundle of its own. */
export interface OpenWay {
  readonly route: Route;
  readonly proxy?: { readonly startUpMs: number; readonly memory: ProcessMemory };
  /** Ends it, and says what was recorded. */
  close(): Promise<Recorded | undefined>;
}

/** What every way needs. */
export interface Surroundings {
  readonly origin: Origin;
  readonly home: string;
  readonly mitmdump: Mitmdump | undefined;
}

let opened = 0;

export async function openWay(way: Way, { origin, home, mitmdump }: Surroundings): Promise<OpenWay> {
  if (way === 'direct') return { route: { trusted: origin.certificate }, close: async () => undefined };
  opened += 1;
  const bundleDirectory = path.join(home, `${way}-${opened}`);
  await mkdir(path.join(bundleDirectory, 'objects'), { recursive: true });
  const began = performance.now();
  const proxy = await startProxy({
    engine:
      way === 'mitmdump' && mitmdump !== undefined ? { kind: 'mitmdump', ...mitmdump } : { kind: 'mockttp' },
    bundleDirectory,
    authorityDirectory: path.join(home, `authority-${opened}`),
    upstream: { authorityFile: origin.certificateFile },
  });
  return {
    route: { trusted: proxy.authority.certificatePem, proxyPort: proxy.port },
    proxy: { startUpMs: performance.now() - began, memory: memoryOf(proxy.pid) },
    async close() {
      await proxy.settle(20_000);
      await proxy.stop();
      const recorded = readRecorded(bundleDirectory);
      await rm(bundleDirectory, { recursive: true });
      return recorded;
    },
  };
}
