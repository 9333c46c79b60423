import { randomBytes } from 'node:crypto';
import {
  UPLOAD_TIMES,
  type UploadForm,
  type UploadPage,
  type UploadPages,
  type UploadTime,
} from '../../helpers/model/run-plan.ts';
import { NOISE_BYTES, noiseImage } from '../../helpers/stimuli/noise-image.ts';

/** The pages by which the phone's browser uploads images, and the images. */
export interface ServedUploads {
  readonly pages: UploadPages;
  /** What a request that contains it is an upload of, in the form in which a page can hold an image: base64. */
  readonly imageTexts: ReadonlyMap<string, string>;
  /** The page at a path of our server; `undefined` for a path that is not ours. */
  html(path: string): string | undefined;
}

/** Below `.test`, which can be nobody's (RFC 6761): a matcher that does not look at the end takes it for the vendor's. */
export function lookalikeHost(declaredHosts: readonly string[]): string {
  const first = declaredHosts[0]?.replace(/^\*\./, '').toLowerCase() ?? 'vendor.example';
  return `${first}.lookalike.test`;
}

/** `origin` is that of our pages, `lookalike` the host of `lookalikeHost`. `nonce` keeps others from the addresses. */
export function uploadPages(nonce: string, origin: string, lookalike: string): ServedUploads {
  const imageTexts = new Map<string, string>();
  const html = new Map<string, string>();
  const scheme = new URL(origin).protocol;
  const planned = (time: UploadTime): UploadPage => {
    const base = `/${nonce}/upload-${time}`;
    const word = `${nonce.slice(0, 4)} ${time}`;
    const page: Omit<UploadPage, 'bytes'> = {
      url: `${origin}${base}/page.html`,
      leak: { url: `${origin}${base}/leak`, button: `Upload one ${word}` },
      noLeak: { url: `${scheme}//${lookalike}${base}/no-leak`, button: `Upload two ${word}` },
      done: `Uploaded ${word}`,
    };
    html.set(`${base}/page.html`, form(page.leak, imageTexts));
    html.set(`${base}/leak`, form(page.noLeak, imageTexts));
    html.set(`${base}/no-leak`, document(`<p>${page.done}</p>`));
    const texts = [page.leak.url, page.noLeak.url].map((url) => imageTexts.get(url) ?? '');
    return { ...page, bytes: texts.join('').length };
  };
  const [start, end] = UPLOAD_TIMES.map(planned);
  if (start === undefined || end === undefined) throw new RangeError('an upload was not planned');
  return { pages: { start, end }, imageTexts, html: (path) => html.get(path) };
}

/** Multipart, so that base64 arrives as it is: the other way of forms would write `%2B` for `+`. */
function form({ url, button }: UploadForm, imageTexts: Map<string, string>): string {
  const text = noiseImage(randomBytes(NOISE_BYTES)).toString('base64');
  imageTexts.set(url, text);
  return document(
    `<form method="post" enctype="multipart/form-data" action="${url}">` +
      `<input type="hidden" name="image" value="${text}">` +
      `<input type="submit" value="${button}" style="font-size:150%;padding:1em"></form>`,
  );
}

function document(body: string): string {
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>Telltale</title></head><body>${body}</body></html>\n`,
  ].join('');
}
