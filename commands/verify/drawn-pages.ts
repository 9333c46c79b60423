import path from 'node:path';
import { execa } from 'execa';
import { HarnessError } from '../../helpers/model/harness-error.ts';
import type { PageKind } from '../../helpers/model/run-plan.ts';

/** A page that is to be drawn: the random bytes make it one of its own. */
export interface PageOrder {
  readonly kind: PageKind;
  readonly entropy: Uint8Array;
}

/** Pages that are being drawn, one after the other, while the run goes on. */
export interface DrawnPages {
  /** The PNG of the order with this index; rejects when it will not come. */
  page(index: number): Promise<Buffer>;
  stop(): Promise<void>;
}

const RENDER_TIMEOUT_MS = 120_000;
const LENGTH_BYTES = 4;

/** Draws all of them in one process; see `render-page.ts`. */
export function drawPages(orders: readonly PageOrder[]): DrawnPages {
  const awaited = orders.map(awaitedPage);
  // Whoever asks for a page hears of its failure; that nobody asked is no failure.
  for (const { promise } of awaited) promise.catch(() => undefined);
  const renderer = execa(
    process.execPath,
    ['--import', 'tsx', path.join(import.meta.dirname, 'render-page.ts')],
    {
      input: orders.map(({ kind, entropy }) => `${kind} ${Buffer.from(entropy).toString('hex')}\n`).join(''),
      encoding: 'buffer',
      buffer: { stdout: false, stderr: true },
      reject: false,
      timeout: RENDER_TIMEOUT_MS,
    },
  );
  const read = readPages(renderer.stdout, (index, png) => awaited[index]?.resolve(png));
  const ended = Promise.allSettled([renderer, read]).then(([outcome]) => {
    const said =
      outcome.status === 'fulfilled' ? Buffer.from(outcome.value.stderr ?? '').toString('utf8') : '';
    for (const { reject } of awaited) reject(notDrawn(said));
  });
  return {
    async page(index) {
      return await (awaited[index]?.promise ?? Promise.reject(notDrawn(`page ${index + 1} was not ordered`)));
    },
    async stop() {
      renderer.kill();
      await ended;
    },
  };
}

interface AwaitedPage {
  readonly promise: Promise<Buffer>;
  resolve(png: Buffer): void;
  reject(error: HarnessError): void;
}

/** Promise.withResolvers, which Node 20 does not have. */
function awaitedPage(): AwaitedPage {
  let resolve: AwaitedPage['resolve'] = () => undefined;
  let reject: AwaitedPage['reject'] = () => undefined;
  const promise = new Promise<Buffer>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  return { promise, resolve, reject };
}

/** Takes the stream apart into its length-prefixed pages. */
async function readPages(
  stream: AsyncIterable<Uint8Array>,
  take: (index: number, png: Buffer) => void,
): Promise<void> {
  let waiting = Buffer.alloc(0);
  let index = 0;
  for await (const chunk of stream) {
    waiting = Buffer.concat([waiting, chunk]);
    for (;;) {
      const end = LENGTH_BYTES + (waiting.length < LENGTH_BYTES ? Infinity : waiting.readUInt32BE());
      if (waiting.length < end) break;
      take(index, Buffer.from(waiting.subarray(LENGTH_BYTES, end)));
      index += 1;
      waiting = waiting.subarray(end);
    }
  }
}

function notDrawn(said: string): HarnessError {
  return new HarnessError('INTERNAL', {
    what: 'a stimulus page could not be drawn',
    why: said.trim() || 'the renderer was ended',
    remedy: 'install the packages again with: npm ci',
  });
}
