import { randomBytes } from 'node:crypto';
import type { AppProcess } from '../../app-parts.ts';
import type { TakenImage } from './image-cache.ts';

const UPLOAD_URL = 'https://ims.jd.com/customer-service/upload';
const CONFIG_URL = 'https://ms.jr.jd.com/gw/config';

/** Sends exactly one image. Rejects when it did not arrive. */
export async function uploadImage(process: AppProcess, image: TakenImage): Promise<void> {
  const boundary = `----jrapp${randomBytes(12).toString('hex')}`;
  const response = await process.request({
    method: 'POST',
    url: UPLOAD_URL,
    headers: {
      'user-agent': userAgent(process),
      'content-type': `multipart/form-data; boundary=${boundary}`,
    },
    body: multipart(boundary, image),
  });
  if (response.status < 200 || response.status > 299) {
    throw new Error(`customer service answered with HTTP ${response.status}`);
  }
}

/** What every app does at its start: asks its vendor's server how to behave. */
export async function fetchConfig(process: AppProcess): Promise<void> {
  const headers = { 'user-agent': userAgent(process), accept: 'application/json' };
  const { status, body } = await process.request({ method: 'GET', url: CONFIG_URL, headers });
  process.log('Config', `HTTP ${status}, ${body.length} bytes`);
}

function userAgent({ manifest }: AppProcess): string {
  return `jdjr/${manifest.versionName} (Android 9)`;
}

/** RFC 7578. The file's name comes from other apps, so what would end the header is replaced as browsers do. */
function multipart(boundary: string, image: TakenImage): Buffer {
  const name = image.displayName.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const type = /^image\/[\w.+-]+$/.test(image.mimeType) ? image.mimeType : 'application/octet-stream';
  const head = [
    `--${boundary}`,
    `Content-Disposition: form-data; name="file"; filename="${name}"`,
    `Content-Type: ${type}`,
    '',
    '',
  ].join('\r\n');
  return Buffer.concat([Buffer.from(head), image.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
}
