import type { HttpRequest, HttpResponse } from '../../app-parts.ts';
import { type ImageSize, imageSize } from '../../ui/image-size.ts';
import { decodePicture } from '../../ui/pictures.ts';
import { netErrorName } from './net-error.ts';
import { type Block, type Form, readHtml } from './read-html.ts';

/** Sends a request; by its address alone it is a GET. */
export type Get = (request: HttpRequest) => Promise<HttpResponse>;

/** A page with all that it is made of, or why there is none. */
export type Loaded =
  | {
      readonly kind: 'page';
      readonly url: string;
      readonly title: string;
      readonly parts: readonly PagePart[];
      readonly forms: readonly Form[];
    }
  | { readonly kind: 'failed'; readonly url: string; readonly error: string };

/** What the host wants to be saved, not shown (RFC 6266). `name` is the host's and hostile. */
export interface Download {
  readonly kind: 'download';
  readonly url: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

export type PagePart =
  | { readonly kind: 'text'; readonly text: string; readonly heading?: number }
  | {
      readonly kind: 'image';
      readonly url: string;
      readonly bytes: Uint8Array;
      readonly size: ImageSize;
      readonly alt: string;
    }
  | Extract<Block, { readonly form: number }>
  | { readonly kind: 'broken-image'; readonly why: string };

const MOST_REDIRECTS = 10;
const MOST_IMAGES = 20;
const LONGEST_HTML = 2 * 1024 * 1024;

/** Fetches a page, then its images at once as browsers do. Never rejects. */
export async function loadPage(get: Get, request: HttpRequest): Promise<Loaded | Download> {
  const fetched = await fetchFollowing(get, request);
  if (fetched.kind === 'failed') return fetched;
  const { url, response } = fetched;
  const name = attachmentName(response.headers['content-disposition'], url);
  if (name !== undefined) return { kind: 'download', url, name, bytes: response.body };
  const type = response.headers['content-type'] ?? 'text/html';
  if (type.startsWith('image/')) {
    const part = await imagePart(response.body, { url, alt: '' });
    return { kind: 'page', url, title: url, parts: [part], forms: [] };
  }
  const text = decodedText(response.body.subarray(0, LONGEST_HTML), type);
  if (type.startsWith('text/plain')) {
    return { kind: 'page', url, title: url, parts: [{ kind: 'text', text }], forms: [] };
  }
  const page = readHtml(text);
  const images: readonly Block[] = page.blocks
    .filter((block) => block.kind === 'image')
    .slice(0, MOST_IMAGES);
  const parts = await Promise.all(
    page.blocks.map((block) => partOf(get, url, block, images.includes(block))),
  );
  return { kind: 'page', url, title: page.title === '' ? url : page.title, parts, forms: page.forms };
}

/** Of an attachment: the name that the host gives it, else the last part of its address. */
function attachmentName(disposition: string | undefined, url: string): string | undefined {
  if (disposition === undefined || !/^\s*attachment\b/i.test(disposition)) return undefined;
  const given = /;\s*filename="?([^";]{1,200})/i.exec(disposition)?.[1];
  return given ?? new URL(url).pathname.split('/').at(-1) ?? '';
}

async function partOf(get: Get, pageUrl: string, block: Block, wanted: boolean): Promise<PagePart> {
  if (block.kind !== 'image') return block;
  if (!wanted) return { kind: 'broken-image', why: `more than ${MOST_IMAGES} images` };
  const address = absoluteUrl(block.source, pageUrl);
  const fetched = await fetchFollowing(get, getRequest(address));
  return fetched.kind === 'failed'
    ? { kind: 'broken-image', why: fetched.error }
    : imagePart(fetched.response.body, { url: fetched.url, alt: block.alt });
}

/** Only what can really be drawn counts as an image: a client takes its description for the proof that it is seen. */
async function imagePart(
  bytes: Uint8Array,
  { url, alt }: { readonly url: string; readonly alt: string },
): Promise<PagePart> {
  const size = imageSize(bytes);
  if (size === undefined || (await decodePicture(bytes)) === undefined) {
    return { kind: 'broken-image', why: 'not a PNG, JPEG or WebP image that this phone can draw' };
  }
  return { kind: 'image', url, bytes, size, alt };
}

type Fetched =
  | { readonly kind: 'fetched'; readonly url: string; readonly response: HttpResponse }
  | { readonly kind: 'failed'; readonly url: string; readonly error: string };

export function getRequest(url: string): HttpRequest {
  return { method: 'GET', url, headers: {} };
}

async function fetchFollowing(get: Get, request: HttpRequest): Promise<Fetched> {
  let { url } = request;
  let next = request;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    if (!/^https?:\/\//i.test(url)) return { kind: 'failed', url, error: 'net::ERR_UNKNOWN_URL_SCHEME' };
    let response: HttpResponse;
    try {
      response = await get(next);
    } catch (error) {
      return { kind: 'failed', url, error: netErrorName(error) };
    }
    const { location } = response.headers;
    if (location === undefined || ![301, 302, 303, 307, 308].includes(response.status)) {
      if (response.status >= 400) return { kind: 'failed', url, error: `HTTP ERROR ${response.status}` };
      return { kind: 'fetched', url, response };
    }
    url = absoluteUrl(location, url);
    // Only these two keep method and body (Fetch, HTTP-redirect fetch).
    next = [307, 308].includes(response.status) ? { ...next, url } : getRequest(url);
  }
  return { kind: 'failed', url, error: 'net::ERR_TOO_MANY_REDIRECTS' };
}

function absoluteUrl(reference: string, base: string): string {
  return URL.canParse(reference, base) ? new URL(reference, base).href : reference;
}

function decodedText(body: Uint8Array, type: string): string {
  const declared = /charset=["']?([\w-]{1,40})/i.exec(type)?.[1];
  // HTML looks for its own declaration in the first kilobyte (HTML, "prescan a byte stream").
  const start = Buffer.from(body.subarray(0, 1024)).toString('latin1');
  const inPage = /<meta[^>]{0,200}charset=["']?([\w-]{1,40})/i.exec(start)?.[1];
  try {
    return new TextDecoder(declared ?? inPage ?? 'utf-8').decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}
