import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storeObject } from '../../helpers/evidence/object-store.ts';
import { uploadSeen } from './upload-seen.ts';

const URL_OF_UPLOAD = 'https://jd.com.lookalike.test/1/upload-start/no-leak';
const IMAGE = 'iVBORw0KGgo'.repeat(50);
const FORM = `------b\r\nContent-Disposition: form-data; name="image"\r\n\r\n${IMAGE}\r\n------b--\r\n`;

let bundle: string;

beforeEach(async () => {
  bundle = await mkdtemp(path.join(tmpdir(), 'upload-seen-'));
});

afterEach(() => rm(bundle, { recursive: true, force: true }));

async function seen(...lines: readonly object[]): ReturnType<typeof uploadSeen> {
  await writeFile(
    path.join(bundle, 'flows.jsonl'),
    lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  );
  return await uploadSeen(bundle, { url: URL_OF_UPLOAD, imageText: IMAGE, declaredHosts: ['*.jd.com'] });
}

async function exchange(change: object = {}, body = FORM): Promise<object> {
  const url = 'url' in change ? String(change.url) : URL_OF_UPLOAD;
  const sha256 = await storeObject(bundle, Buffer.from(body));
  const request = { sha256, bytes: body.length, complete: true };
  return { kind: 'exchange', url, host: new URL(url).host, status: 200, request, ...change };
}

describe('an upload among the flows', () => {
  it('is recorded when its address and its image are', async () => {
    expect(await seen(await exchange())).toEqual({ recorded: true, blamed: [] });
  });

  it.each([
    ['its address with another body', { change: {}, body: 'x'.repeat(FORM.length) }],
    ['its image under another address', { change: { url: 'https://pages.telltale.test/x' }, body: FORM }],
    ['one that was never answered', { change: { status: undefined }, body: FORM }],
    ['an error that the proxy answered', { change: { status: 502 }, body: FORM }],
  ])('is not recorded by %s', async (_, { change, body }) => {
    expect(await seen(await exchange(change, body))).toEqual({ recorded: false, blamed: [] });
  });

  it('is not recorded when its body was cut off', async () => {
    const whole = await exchange();
    const request = { ...('request' in whole && (whole.request as object)), complete: false };
    expect(await seen({ ...whole, request })).toMatchObject({ recorded: false });
  });

  it('is not recorded where nothing was', async () => {
    const lookedFor = { url: URL_OF_UPLOAD, imageText: IMAGE, declaredHosts: [] };
    expect(await uploadSeen(bundle, lookedFor)).toEqual({ recorded: false, blamed: [] });
  });

  it('is blamed on the target when its image stands under a host of the vendor', async () => {
    const mixedUp = await exchange({ url: 'https://api.jd.com/upload' });
    expect(await seen(await exchange(), mixedUp)).toEqual({ recorded: true, blamed: ['api.jd.com'] });
  });

  it('is not blamed on the target for another body under such a host', async () => {
    const other = await exchange({ url: 'https://api.jd.com/upload' }, 'x'.repeat(FORM.length));
    expect(await seen(await exchange(), other)).toEqual({ recorded: true, blamed: [] });
  });
});
