import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { flowSeen } from './flow-seen.ts';

const URL_OF_PAGE = 'https://pages.telltale.test/1/bank.html';

let bundle: string;

beforeEach(async () => {
  bundle = await mkdtemp(path.join(tmpdir(), 'flow-seen-'));
});

afterEach(() => rm(bundle, { recursive: true, force: true }));

it.each([
  ['the page itself', { url: URL_OF_PAGE, status: 200 }, true],
  ['an error that the proxy answered in its place', { url: URL_OF_PAGE, status: 502 }, false],
  ['a request that was never answered', { url: URL_OF_PAGE }, false],
  ['another page', { url: `${URL_OF_PAGE}x`, status: 200 }, false],
  ['a page that names this one', { url: 'https://x.test/', referer: URL_OF_PAGE, status: 200 }, false],
])('the control of the proxy, on %j', async (_, flow, seen) => {
  await writeFile(path.join(bundle, 'flows.jsonl'), `${JSON.stringify(flow)}\n`);
  expect(await flowSeen(bundle, URL_OF_PAGE)).toBe(seen);
});

it('is not seen in a line that is being written, nor where nothing was recorded', async () => {
  expect(await flowSeen(bundle, URL_OF_PAGE)).toBe(false);
  await writeFile(path.join(bundle, 'flows.jsonl'), `{"url":"${URL_OF_PAGE}","status":200,"request`);
  expect(await flowSeen(bundle, URL_OF_PAGE)).toBe(false);
});
