import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { StimulusPage } from '../../helpers/model/run-plan.ts';
import { bankPageHtml, renderBankPage } from '../../helpers/stimuli/bank-page.ts';
import { bankPageCanaries, canariesOf, PAGE_ENTROPY } from '../../helpers/stimuli/canaries.ts';

/**
 * The name under which the phone's browser asks for our pages: `.test` is reserved (RFC 6761), so that it can be
 * nobody's. The proxy answers for it, which makes each page view a control of the proxy and of the phone's trust.
 */
export const PAGES_HOST = 'pages.telltale.test';

/** The harness's own web server, on the host's loopback. */
export interface PageServer {
  readonly origin: string;
  readonly bankPage: StimulusPage;
  stop(): Promise<void>;
}

export async function servePages(nonce: string): Promise<PageServer> {
  const canaries = bankPageCanaries(randomBytes(PAGE_ENTROPY));
  const imageText = `stimulus ${nonce}`;
  const files = new Map<string, { readonly type: string; readonly body: Buffer }>([
    [
      `/${nonce}/bank.html`,
      { type: 'text/html; charset=utf-8', body: Buffer.from(bankPageHtml('bank.png', imageText)) },
    ],
    [`/${nonce}/bank.png`, { type: 'image/png', body: renderBankPage(canaries, await pageFonts()) }],
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

async function pageFonts(): Promise<{ readonly latin: Buffer; readonly chinese: Buffer }> {
  const require = createRequire(import.meta.url);
  return {
    latin: await readFile(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')),
    chinese: await readFile(
      require.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'),
    ),
  };
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
