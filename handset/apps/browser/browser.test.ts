import { createCanvas } from '@napi-rs/canvas';
import { describe, expect, it, vi } from 'vitest';
import type { HttpRequest, HttpResponse } from '../../app-parts.ts';
import { type FakeProcess, fakeProcess } from '../app-process.fake.ts';
import { browser } from './browser.ts';

const PAGE = 'https://bank.test/account/index.html';
const PROGRESS = 'com.android.browser:id/progress';
const TITLE = 'com.android.browser:id/page_title';
const IMAGE = createCanvas(540, 300).toBuffer('image/png');
const VIEW = 'android.intent.action.VIEW';

type Site = Readonly<Record<string, Partial<HttpResponse> | Error | Promise<Partial<HttpResponse>>>>;

function open(site: Site, uri = PAGE): FakeProcess {
  const process = fakeProcess(browser.manifest);
  process.respond = async (request: HttpRequest) => {
    const answer = await site[request.url];
    if (answer instanceof Error) throw answer;
    return answer === undefined ? response({ status: 404 }) : response(answer);
  };
  browser.start(process).onStart({ action: VIEW, uri, extras: {} }, 'com.android.browser.BrowserActivity');
  return process;
}

function response(answer: Partial<HttpResponse>): HttpResponse {
  return { status: 200, headers: {}, body: Buffer.alloc(0), ...answer };
}

const html = (text: string): Partial<HttpResponse> => ({
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: Buffer.from(text),
});
const loaded = (process: FakeProcess): Promise<void> =>
  vi.waitFor(() => expect(process.view(TITLE)).toBeDefined(), { interval: 5 });

describe('the browser', () => {
  it('shows title, text and images of a page, an image over the whole width in its proportions', async () => {
    const process = open({
      [PAGE]: html(
        '<title>我的 账户</title><h1>余额</h1><p>48,203.17 元</p><img src="../bank.png" alt="page 1">',
      ),
      'https://bank.test/bank.png': { body: IMAGE },
    });
    await loaded(process);
    expect(process.view(TITLE)?.text).toBe('我的 账户');
    expect(process.view('com.android.browser:id/url')?.text).toBe(PAGE);
    expect(process.texts()).toEqual(expect.arrayContaining(['余额', '48,203.17 元']));
    const image = process.views().find((view) => view.contentDescription === 'page 1');
    expect(image?.bounds).toMatchObject({ left: 0, right: 1080 });
    expect((image?.bounds.bottom ?? 0) - (image?.bounds.top ?? 0)).toBe(600);
  });

  it('shows progress, and neither title nor image, until the last image has come', async () => {
    let arrive = (_image: Partial<HttpResponse>): void => {};
    const late = new Promise<Partial<HttpResponse>>((resolve) => {
      arrive = resolve;
    });
    const process = open({
      [PAGE]: html('<title>T</title><img src=/a.png alt=first><img src=/b.png alt=second>'),
      'https://bank.test/a.png': { body: IMAGE },
      'https://bank.test/b.png': late,
    });
    await vi.waitFor(() => expect(process.requests).toHaveLength(3), { interval: 5 });
    expect(process.view(PROGRESS)).toBeDefined();
    expect(process.view(TITLE)).toBeUndefined();
    expect(process.views().some((view) => view.contentDescription === 'first')).toBe(false);
    arrive({ body: IMAGE });
    await loaded(process);
    expect(process.view(PROGRESS)).toBeUndefined();
  });

  it.each([
    ['broken', { body: Buffer.from('<html>') }],
    ['cut off in its header', { body: IMAGE.subarray(0, 20) }],
    ['of 65000 by 65000 pixels', { body: enormousPng() }],
    ['missing', { status: 404 }],
  ])('does not claim to show an image that is %s', async (_what, answer) => {
    const process = open({
      [PAGE]: html('<title>T</title><img src="/a.png" alt="stimulus">'),
      'https://bank.test/a.png': answer,
    });
    await loaded(process);
    expect(process.views().some((view) => view.contentDescription === 'stimulus')).toBe(false);
    expect(process.texts().join()).toContain('✗');
  });

  it.each([
    ['an unknown authority', coded('SELF_SIGNED_CERT_IN_CHAIN'), 'net::ERR_CERT_AUTHORITY_INVALID'],
    [
      'a certificate of another host',
      coded('ERR_TLS_CERT_ALTNAME_INVALID'),
      'net::ERR_CERT_COMMON_NAME_INVALID',
    ],
    ['an expired certificate', coded('CERT_HAS_EXPIRED'), 'net::ERR_CERT_DATE_INVALID'],
    ['an unknown host', coded('ENOTFOUND'), 'net::ERR_NAME_NOT_RESOLVED'],
    ['a refused connection', coded('ECONNREFUSED'), 'net::ERR_CONNECTION_REFUSED'],
    [
      'a wrapped error',
      new Error('request failed', { cause: coded('ECONNRESET') }),
      'net::ERR_CONNECTION_RESET',
    ],
    ['an error without a code', new Error('?'), 'net::ERR_FAILED'],
    ['a proxy that refuses', coded('EPROXY'), 'net::ERR_TUNNEL_CONNECTION_FAILED'],
    ['a server error', { status: 502 }, 'HTTP ERROR 502'],
    ['a loop of redirects', { status: 302, headers: { location: PAGE } }, 'net::ERR_TOO_MANY_REDIRECTS'],
    [
      'a redirect to a file',
      { status: 301, headers: { location: 'file:///x' } },
      'net::ERR_UNKNOWN_URL_SCHEME',
    ],
  ])('says what went wrong: %s', async (_what, answer, text) => {
    const process = open({ [PAGE]: answer });
    await loaded(process);
    expect(process.texts()).toContain(text);
    expect(process.view(PROGRESS)).toBeUndefined();
  });

  it('follows a redirect, and shows where it led', async () => {
    const process = open({
      [PAGE]: { status: 302, headers: { location: '/other' } },
      'https://bank.test/other': html('<p>there</p>'),
    });
    await loaded(process);
    expect(process.view('com.android.browser:id/url')?.text).toBe('https://bank.test/other');
  });

  it('shows the page that was asked for last, whatever comes later', async () => {
    let arrive = (_page: Partial<HttpResponse>): void => {};
    const slow = new Promise<Partial<HttpResponse>>((resolve) => {
      arrive = resolve;
    });
    const process = fakeProcess(browser.manifest);
    process.respond = async ({ url }) => response(url === PAGE ? await slow : html('<title>quick</title>'));
    const app = browser.start(process);
    void app.onStart({ uri: PAGE, extras: {} }, '');
    void app.onStart({ uri: 'https://bank.test/quick', extras: {} }, '');
    await loaded(process);
    arrive(html('<title>slow</title>'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(process.view(TITLE)?.text).toBe('quick');
  });

  it('saves what a host wants to be saved, under the name that it gives, and goes on showing the page before', async () => {
    const process = fakeProcess(browser.manifest);
    process.respond = async ({ url }) =>
      url === PAGE
        ? response(html('<title>T</title>'))
        : response({
            headers: { 'content-disposition': 'attachment; filename="../../Screenshot_1.png"' },
            body: IMAGE,
          });
    const app = browser.start(process);
    app.onStart({ action: VIEW, uri: PAGE, extras: {} }, 'com.android.browser.BrowserActivity');
    await loaded(process);
    app.onStart(
      { action: VIEW, uri: 'https://bank.test/save', extras: {} },
      'com.android.browser.BrowserActivity',
    );
    await vi.waitFor(() => expect(process.inserted).toHaveLength(1));
    expect(process.inserted[0]).toMatchObject({
      relativePath: 'Download/_.._Screenshot_1.png',
      mimeType: 'image/png',
      width: 540,
      height: 300,
    });
    expect(process.view(TITLE)?.text).toBe('T');
  });

  it('reads a page in GBK', async () => {
    const body = Buffer.from([0x3c, 0x70, 0x3e, 0xbe, 0xa9, 0xb6, 0xab]);
    const process = open({ [PAGE]: { headers: { 'content-type': 'text/html; charset=gbk' }, body } });
    await loaded(process);
    expect(process.texts()).toContain('京东');
  });

  it('trusts the certificates of the user and opens pages in the clear, as Chrome does', () => {
    expect(browser.manifest.network).toEqual({ trustsUserCertificates: true, permitsCleartext: true });
  });
});

function coded(code: string): Error {
  return Object.assign(new Error(code), { code });
}

function enormousPng(): Buffer {
  const bytes = Buffer.from(IMAGE);
  bytes.writeUInt32BE(65_000, 16);
  bytes.writeUInt32BE(65_000, 20);
  return bytes;
}
