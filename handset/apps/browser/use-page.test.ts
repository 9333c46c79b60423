import { createCanvas } from '@napi-rs/canvas';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { HttpRequest, HttpResponse } from '../../app-parts.ts';
import type { View } from '../../screen-parts.ts';
import { androidNamed } from '../../system/android-version.ts';
import { type FakeFramework, fakeFramework, fakeHome } from '../../system/framework.fake.ts';
import { type FakeProcess, fakeProcess } from '../app-process.fake.ts';
import { browser } from './browser.ts';

const PAGE = 'https://shop.test/a/form.html';
const PNG = createCanvas(30, 20).toBuffer('image/png');
const ID = 'com.android.browser:id/';
const VIEW = 'android.intent.action.VIEW';
const FORM = `<title>Form</title><form action="../take" method=POST enctype=multipart/form-data>
<input type=hidden name=token value='a"b'><input type=file name=photo><input type=submit value=Send></form>`;

function open(page: string): FakeProcess {
  const process = fakeProcess(browser.manifest);
  process.respond = async ({ url }: HttpRequest): Promise<HttpResponse> => ({
    status: 200,
    headers: {},
    body: url === PAGE ? Buffer.from(page) : PNG,
  });
  browser
    .start(process)
    .onStart({ action: VIEW, uri: PAGE, extras: {} }, 'com.android.browser.BrowserActivity');
  return process;
}

const within = (view: View | undefined): readonly View[] =>
  view === undefined ? [] : [view, ...(view.children ?? []).flatMap(within)];
const dialog = (process: FakeProcess): readonly View[] => within(process.screens.at(-1)?.dialog);
const seen = (process: FakeProcess, id: string): Promise<View> =>
  vi.waitFor(() => {
    const found =
      process.view(`${ID}${id}`) ?? dialog(process).find((view) => view.resourceId === `${ID}${id}`);
    if (found === undefined) throw new Error(`no ${id} yet`);
    return found;
  });

describe('a form of a page', () => {
  it('sends the photo that its user chose, in multipart/form-data, and shows the answer', async () => {
    const process = open(FORM);
    process.addImage('/storage/emulated/0/DCIM/Camera/IMG_"1".png', PNG);
    const choose = await seen(process, 'choose_file');
    expect(choose.text).toBe('选择文件');
    await choose.onClick?.();
    const photo = await seen(process, 'photo_0');
    expect(photo.contentDescription).toBe('IMG_"1".png');
    await photo.onClick?.();
    await vi.waitFor(() => expect(process.view(`${ID}choose_file`)?.text).toBe('IMG_"1".png'));
    await (await seen(process, 'submit')).onClick?.();
    await vi.waitFor(() => expect(process.requests).toHaveLength(2));
    const [, sent] = process.requests;
    expect(sent).toMatchObject({ method: 'POST', url: 'https://shop.test/take' });
    const boundary = /^multipart\/form-data; boundary=(----WebKitFormBoundary[\w-]+)/.exec(
      sent?.headers['content-type'] ?? '',
    )?.[1];
    const body = Buffer.from(sent?.body ?? []).toString('latin1');
    expect(body.split(`--${boundary}`)).toEqual([
      '',
      '\r\nContent-Disposition: form-data; name="token"\r\n\r\na"b\r\n',
      `\r\nContent-Disposition: form-data; name="photo"; filename="IMG_%221%22.png"\r\nContent-Type: image/png\r\n\r\n${PNG.toString('latin1')}\r\n`,
      '--\r\n',
    ]);
    await seen(process, 'page_title');
  });

  it('sends an empty file when none was chosen', async () => {
    const process = open(FORM);
    await (await seen(process, 'submit')).onClick?.();
    await vi.waitFor(() => expect(process.requests).toHaveLength(2));
    expect(Buffer.from(process.requests[1]?.body ?? []).toString()).toContain(
      'name="photo"; filename=""\r\n',
    );
  });

  it('closes its chooser by BACK, and chooses nothing', async () => {
    const process = fakeProcess(browser.manifest);
    process.respond = async () => ({ status: 200, headers: {}, body: Buffer.from(FORM) });
    const handlers = browser.start(process);
    handlers.onStart({ action: VIEW, uri: PAGE, extras: {} }, 'com.android.browser.BrowserActivity');
    await (await seen(process, 'choose_file')).onClick?.();
    await seen(process, 'photo_chooser');
    expect(await handlers.onKey?.(4)).toBe(true);
    expect(dialog(process)).toEqual([]);
    expect(await handlers.onKey?.(4)).toBe(false);
  });
});

describe('a long page', () => {
  it('scrolls, with all of it in the view', async () => {
    const process = open(`<title>Long</title>${'<p>line</p>'.repeat(200)}`);
    await seen(process, 'page_title');
    const scrolling = within(process.screens.at(-1)?.root).find((view) => view.scrolls === 'vertical');
    expect(scrolling?.children).toHaveLength(200);
  });
});

describe('an image of a page', () => {
  let framework: FakeFramework | undefined;
  afterEach(() => framework?.dispose());

  it.each([
    ['photo%20of%20me.jpeg', 'photo of me.png'],
    ['..%2F..%2Fetc%2Fpasswd.png', '_.._etc_passwd.png'],
    ['%E0%A4%A', '%E0%A4%A.png'],
    ['', 'downloadfile.png'],
  ])('called %j is saved as Download/%s', async (source, name) => {
    const process = open(`<title>T</title><img src="/${source}?x=1" alt=one>`);
    await seen(process, 'page_title');
    await process
      .views()
      .find((view) => view.contentDescription === 'one')
      ?.onLongClick?.();
    await (await seen(process, 'save_image')).onClick?.();
    await vi.waitFor(() => expect(process.inserted).toHaveLength(1));
    expect(process.inserted[0]).toMatchObject({
      relativePath: `Download/${name}`,
      mimeType: 'image/png',
      width: 30,
      height: 20,
    });
    expect(dialog(process)).toEqual([]);
  });

  it.each(['9', '10', '11', '13', '14', '16'])('is a file and a row on Android %s', async (version) => {
    framework = await fakeFramework([fakeHome, browser], androidNamed(version));
    const { network } = framework;
    Object.assign(network, {
      request: async (_app: unknown, { url }: HttpRequest) => ({
        status: 200,
        headers: {},
        body: url === PAGE ? Buffer.from('<title>T</title><img src="/pic.png" alt=one>') : PNG,
      }),
    });
    await framework.activities.start({ action: VIEW, uri: PAGE, extras: {} });
    const shown = (): readonly View[] => {
      const screen = framework?.activities.screen();
      return [...within(screen?.dialog), ...within(screen?.root)];
    };
    const image = await vi.waitFor(() => {
      const found = shown().find((view) => view.contentDescription === 'one');
      if (found === undefined) throw new Error('no image yet');
      return found;
    });
    await image.onLongClick?.();
    await shown()
      .find((view) => view.resourceId === `${ID}save_image`)
      ?.onClick?.();
    const path = '/storage/emulated/0/Download/pic.png';
    await vi.waitFor(async () => expect(await framework?.files.exists(path)).toBe(true));
    expect((await framework.files.read(path)).equals(PNG)).toBe(true);
    const rows = (await framework.run(['content', 'query', '--uri', 'content://media/external/images/media']))
      .stdout;
    expect(rows).toContain('_data=/storage/emulated/0/Download/pic.png');
  });
});
