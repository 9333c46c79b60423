import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { PageRequest, StimulusPage, UploadPages } from '../../helpers/model/run-plan.ts';
import { canariesOf, PAGE_ENTROPY, pageCanaries } from '../../helpers/stimuli/canaries.ts';
import { pageHtml } from '../../helpers/stimuli/page-html.ts';
import { drawPages, type PageImages } from './page-images.ts';
import type { PageOrders } from './render-pages.ts';
import { type ServedUploads, uploadPages } from './upload-pages.ts';

/**
 * The name under which the phone's browser asks for our pages: `.test` is reserved (RFC 6761), so that it can be
 * nobody's. The proxy answers for it, which makes each page view a control of the proxy and of the phone's trust.
 */
export const PAGES_HOST = 'pages.telltale.test';

/** An image of twice the page's size is larger than any phone's screen. */
const ABOVE_SCREEN_SCALE = 2;

const HTML = 'text/html; charset=utf-8';

/** The harness's own web server, on the host's loopback. */
export interface PageServer {
  readonly origin: string;
  readonly pages: Readonly<Record<string, StimulusPage>>;
  readonly uploads: UploadPages;
  /** The file that holds the image of this stimulus' page, once it is drawn. */
  drawn(stimulus: string): Promise<string>;
  /** What the body of an upload to this address holds. */
  imageTextOf(uploadUrl: string): string | undefined;
  stop(): Promise<void>;
}

interface PlannedPage {
  readonly stimulus: string;
  readonly page: StimulusPage;
  readonly order: PageOrders[number];
  /** Of the image, when it is saved. */
  readonly name: string;
}

interface PagesOrder {
  /** A random word of the run, which is part of every address. */
  readonly nonce: string;
  /** Takes the pages' images. */
  readonly directory: string;
  /** Plain http where the phone cannot be made to trust our certificates. */
  readonly scheme: 'http' | 'https';
  readonly requests: readonly PageRequest[];
  /** Another host that leads here, for the control of attribution. */
  readonly lookalike: string;
}

/** Serves a page of its own for each stimulus that needs one, and those that upload. */
export async function servePages(order: PagesOrder): Promise<PageServer> {
  const { nonce, directory, requests, lookalike } = order;
  await mkdir(directory, { recursive: true });
  const origin = `${order.scheme}://${PAGES_HOST}`;
  const planned = requests.map((request) => planPage({ origin, nonce, directory }, request));
  const uploads = uploadPages(nonce, origin, lookalike);
  const images = drawPages(planned.map((one) => one.order));
  const served = { planned, images, uploads };
  const server = createServer((request, response) => {
    answer(served, request, response).catch(() => response.destroy());
  });
  const port = await listening(server);
  return {
    origin: `http://127.0.0.1:${port}`,
    pages: Object.fromEntries(planned.map(({ stimulus, page }) => [stimulus, page])),
    uploads: uploads.pages,
    async drawn(stimulus) {
      const file = planned.find((one) => one.stimulus === stimulus)?.order.file ?? stimulus;
      await images.ready(file);
      return file;
    },
    imageTextOf: (url) => uploads.imageTexts.get(url),
    async stop() {
      await images.stop();
      await closed(server);
    },
  };
}

function planPage(
  { origin, nonce, directory }: Readonly<Record<'origin' | 'nonce' | 'directory', string>>,
  request: PageRequest,
): PlannedPage {
  const { stimulus, kind, saved } = request;
  const entropy = randomBytes(PAGE_ENTROPY);
  const canaries = pageCanaries(entropy);
  const base = `${origin}/${nonce}/${stimulus}`;
  const file = (ending: string): string => path.join(directory, `${stimulus}${ending}`);
  const [marked, unmarked] = [file('.png'), file('.unmarked.png')];
  const name = `${saved?.name === 'keyword' ? 'Screenshot' : 'picture'}_${entropy.toString('hex', 0, 4)}.png`;
  return {
    stimulus,
    name,
    page: {
      kind,
      url: `${base}/page.html`,
      ...(saved === undefined ? {} : { saveUrl: `${base}/${name}` }),
      imageText: `stimulus ${stimulus} ${nonce}`,
      code: canaries.code,
      canaries: canariesOf(kind, canaries),
      unmarkedFile: unmarked,
    },
    order: {
      file: marked,
      unmarked,
      kind,
      entropy: entropy.toString('hex'),
      scale: saved?.size === 'above-screen' ? ABOVE_SCREEN_SCALE : 1,
    },
  };
}

interface Served {
  readonly planned: readonly PlannedPage[];
  readonly images: PageImages;
  readonly uploads: ServedUploads;
}

async function answer(
  { planned, images, uploads }: Served,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const upload = uploads.html(request.url ?? '/');
  if (upload !== undefined) {
    for await (const _ of request); // An upload is to arrive as a whole, whatever it holds.
    return send(response, HTML, Buffer.from(upload));
  }
  const [, , stimulus, part] = new URL(request.url ?? '/', 'http://localhost').pathname.split('/');
  const known = planned.find((one) => one.stimulus === stimulus && request.url === pathOf(one, part));
  if (known === undefined) return void response.writeHead(404).end();
  if (part === 'page.html') {
    return send(response, HTML, Buffer.from(pageHtml('image.png', known.page.imageText)));
  }
  await images.ready(known.order.file);
  const save = part === known.name ? { 'content-disposition': `attachment; filename="${known.name}"` } : {};
  send(response, 'image/png', await readFile(known.order.file), save);
}

/** Only under the address that the plan tells, which holds the run's random word. */
function pathOf({ page, name }: PlannedPage, part: string | undefined): string | undefined {
  const known = part === 'page.html' || part === 'image.png' || part === name;
  return known ? new URL(part, page.url).pathname : undefined;
}

function send(
  response: ServerResponse,
  type: string,
  body: Buffer,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(200, {
    'content-type': type,
    'content-length': body.length,
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(body);
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
