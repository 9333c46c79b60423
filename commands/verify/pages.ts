import { randomBytes } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HarnessError } from '../../helpers/model/harness-error.ts';
import type { PageKind, StimulusPage } from '../../helpers/model/run-plan.ts';
import { bankPageHtml } from '../../helpers/stimuli/bank-page.ts';
import { bankPageCanaries, canariesOf, PAGE_ENTROPY } from '../../helpers/stimuli/canaries.ts';
import { type DrawnPages, drawPages } from './drawn-pages.ts';

/**
 * The name under which the phone's browser asks for our pages: `.test` is reserved (RFC 6761), so that it can be
 * nobody's. The proxy answers for it, which makes each page view a control of the proxy and of the phone's trust.
 */
export const PAGES_HOST = 'pages.telltale.test';

/** The harness's own web server, on the host's loopback. */
export interface PageServer {
  readonly origin: string;
  /** The next page of this kind that was planned and not shown yet. */
  take(kind: PageKind): Promise<StimulusPage>;
  stop(): Promise<void>;
}

/** Serves pages of these kinds, each for one stimulus. They are drawn in this order while the run goes on. */
export async function servePages(nonce: string, kinds: readonly PageKind[]): Promise<PageServer> {
  const orders = kinds.map((kind) => ({ kind, entropy: randomBytes(PAGE_ENTROPY), taken: false }));
  const drawn = drawPages(orders);
  const server = createServer((request, response) => {
    void answer(drawn, nonce, request.url ?? '/')
      .catch(() => undefined)
      .then((file) => respond(response, file));
  });
  const port = await listening(server);
  return {
    origin: `http://127.0.0.1:${port}`,
    async take(kind) {
      const index = orders.findIndex((one) => one.kind === kind && !one.taken);
      const order = orders[index];
      if (order === undefined) throw notPlanned(kind);
      order.taken = true;
      await drawn.page(index);
      const canaries = bankPageCanaries(order.entropy);
      return {
        url: `https://${PAGES_HOST}/${nonce}/${pageName(index)}.html`,
        imageText: imageText(nonce, index),
        code: canaries.code,
        canaries: canariesOf(canaries),
      };
    },
    async stop() {
      await drawn.stop();
      await closed(server);
    },
  };
}

interface ServedFile {
  readonly type: string;
  readonly body: Buffer;
}

/** `/<nonce>/page-001.html`, and the image on it. */
async function answer(drawn: DrawnPages, nonce: string, url: string): Promise<ServedFile | undefined> {
  const { pathname } = new URL(url, 'http://localhost');
  const [, word, number, extension] = /^\/([^/]+)\/page-(\d{3})\.(html|png)$/.exec(pathname) ?? [];
  if (word !== nonce || number === undefined) return undefined;
  const index = Number(number) - 1;
  const png = await drawn.page(index);
  if (extension === 'png') return { type: 'image/png', body: png };
  const html = bankPageHtml(`${pageName(index)}.png`, imageText(nonce, index));
  return { type: 'text/html; charset=utf-8', body: Buffer.from(html) };
}

function respond(response: ServerResponse, file: ServedFile | undefined): void {
  if (file === undefined) return void response.writeHead(404).end();
  response.writeHead(200, {
    'content-type': file.type,
    'content-length': file.body.length,
    'cache-control': 'no-store',
  });
  response.end(file.body);
}

function pageName(index: number): string {
  return `page-${String(index + 1).padStart(3, '0')}`;
}

/** The page is recognised by it on the screen: none is the beginning of another's. */
function imageText(nonce: string, index: number): string {
  return `stimulus ${nonce} ${pageName(index)}`;
}

function notPlanned(kind: PageKind): HarnessError {
  return new HarnessError('INTERNAL', {
    what: `there is no ${kind} page left`,
    why: 'the recording shows more of them than its plan said',
    remedy: 'give the step that shows it a `page`, so that the plan counts it',
  });
}

/** Listens on a free port of the host's loopback. */
export async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

export async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
