import { randomBytes } from 'node:crypto';
import type { AppProcess } from '../../app-parts.ts';
import type { MediaRow } from '../../media-parts.ts';

const MESSAGES_URL = 'https://chat.wren.example/messages';
const MEDIA_URL = 'https://media.wren.example/images';

/** What the others have written. Rejects when it could not be had. */
export async function fetchMessages(process: AppProcess): Promise<readonly string[]> {
  const { status, body } = await process.request({ method: 'GET', url: MESSAGES_URL, headers: headers() });
  if (status !== 200) throw new Error(`HTTP ${status}`);
  const parsed: unknown = JSON.parse(body.toString('utf8'));
  return Array.isArray(parsed) ? parsed.filter((one) => typeof one === 'string') : [];
}

/** Sends exactly one image. Rejects when it did not arrive. */
export async function sendImage(process: AppProcess, { mimeType }: MediaRow, bytes: Buffer): Promise<void> {
  const { status } = await process.request({
    method: 'POST',
    url: `${MEDIA_URL}/${randomBytes(8).toString('hex')}`,
    headers: { ...headers(), 'content-type': mimeType },
    body: bytes,
  });
  if (status !== 200) throw new Error(`HTTP ${status}`);
}

function headers(): Readonly<Record<string, string>> {
  return { 'user-agent': 'wren/1.0', accept: 'application/json' };
}
