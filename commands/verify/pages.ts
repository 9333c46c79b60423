import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { execa } from 'execa';
import { HarnessError } from '../../helpers/model/harness-error.ts';
import type { StimulusPage } from '../../helpers/model/run-plan.ts';
import { bankPageHtml } from '../../helpers/stimuli/bank-page.ts';
import { bankPageCanaries, canariesOf, PAGE_ENTROPY } from '../../helpers/stimuli/canaries.ts';

/**
 * The name under which the phone's browser asks for our pages: `.test` is reserved (RFC 6761), so that it can be
 * nobody's. The proxy answers for it, which makes each page view a control of the proxy and of the phone's trust.
 */
export const PAGES_HOST = 'pages.telltale.test';

const RENDER_TIMEOUT_MS = 60_000;

/** The harness's own web server, on the host's loopback. */
export interface PageServer {
  readonly origin: string;
  readonly bankPage: StimulusPage;
  stop(): Promise<void>;
}

export async function servePages(nonce: string): Promise<PageServer> {
  const entropy = randomBytes(PAGE_ENTROPY);
  const canaries = bankPageCanaries(entropy);
  const imageText = `stimulus ${nonce}`;
  const files = new Map<string, { readonly type: string; readonly body: Buffer }>([
    [
      `/${nonce}/bank.html`,
      { type: 'text/html; charset=utf-8', body: Buffer.from(bankPageHtml('bank.png', imageText)) },
    ],
    [`/${nonce}/bank.png`, { type: 'image/png', body: await renderedBankPage(entropy) }],
  ]);
  const server = createServer((request, response) => {
    const file = files.get(new URL(request.url ?? '/', 'http://localhost').pathname);
    if (file === undefined) return void response.writeHead(404).end();
    response.writeHead(200, {
      'content-type': file.type,
      'content-length': file.body.length,
      'cache-control': 'no-store',
    });
    response.end(file.body);
  });
  const port = await listening(server);
  return {
    origin: `http://127.0.0.1:${port}`,
    bankPage: {
      url: `https://${PAGES_HOST}/${nonce}/bank.html`,
      imageText,
      code: canaries.code,
      canaries: canariesOf(canaries),
    },
    stop: () => closed(server),
  };
}

/** See `render-page.ts`. */
async function renderedBankPage(entropy: Uint8Array): Promise<Buffer> {
  const { stdout, stderr, exitCode } = await execa(
    process.execPath,
    ['--import', 'tsx', path.join(import.meta.dirname, 'render-page.ts')],
    {
      input: Buffer.from(entropy).toString('hex'),
      encoding: 'buffer',
      reject: false,
      timeout: RENDER_TIMEOUT_MS,
    },
  );
  if (exitCode === 0) return Buffer.from(stdout);
  throw new HarnessError('INTERNAL', {
    what: 'the stimulus page could not be drawn',
    why: Buffer.from(stderr).toString('utf8').trim() || 'the renderer was ended',
    remedy: 'install the packages again with: npm ci',
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
