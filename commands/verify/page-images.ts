import path from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { HarnessError } from '../../helpers/model/harness-error.ts';
import type { PageOrders } from './render-pages.ts';

/** The images of a run's pages, which are drawn while other things are being started. */
export interface PageImages {
  /** Resolves when the file is whole; rejects when it never will be. */
  ready(file: string): Promise<void>;
  stop(): Promise<void>;
}

/** A page takes a second, and on a machine that is busy ten; a full matrix has two dozen. */
const PAGE_TIMEOUT_MS = 60_000;

/** Starts to draw, in the order given. */
export function drawPages(orders: PageOrders): PageImages {
  const whole = new Map(orders.map(({ file }) => [file, later()] as const));
  const child = execa(
    process.execPath,
    ['--import', 'tsx', path.join(import.meta.dirname, 'render-pages.ts')],
    { input: JSON.stringify(orders), reject: false, timeout: PAGE_TIMEOUT_MS * (orders.length + 1) },
  );
  createInterface({ input: child.stdout }).on('line', (file) => whole.get(file)?.resolve());
  const ended = child.then(({ stderr }) => {
    // Those that are there are settled already, and stay so.
    for (const one of whole.values()) one.reject(notDrawn(stderr));
  });
  return {
    async ready(file) {
      const promised = whole.get(file);
      if (promised === undefined) throw notDrawn(`nobody ordered ${path.basename(file)}`);
      await promised.promise;
    },
    async stop() {
      child.kill();
      await ended;
    },
  };
}

function later(): { readonly promise: Promise<void>; resolve(): void; reject(error: Error): void } {
  let resolve = (): void => undefined;
  let reject = (_error: Error): void => undefined;
  const promise = new Promise<void>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  promise.catch(() => undefined); // Whoever asks for the image hears of it; when nobody asks, nobody misses it.
  return { promise, resolve: () => resolve(), reject: (error) => reject(error) };
}

function notDrawn(stderr: string): HarnessError {
  return new HarnessError('INTERNAL', {
    what: 'a stimulus page could not be drawn',
    why: stderr.trim() === '' ? 'the renderer was ended' : stderr.trim(),
    remedy: 'install the packages again with: npm ci',
  });
}
