import { createCanvas } from '@napi-rs/canvas';
import { describe, expect, it, vi } from 'vitest';
import type { AppHandlers } from '../../app-parts.ts';
import { type FakeProcess, fakeProcess } from '../app-process.fake.ts';
import { preinstalledApps } from '../catalogue.ts';
import { javaHashCode } from './java-hash.ts';

const SCREENSHOT = '/storage/emulated/0/Pictures/Screenshots/Screenshot_20190216-101500.png';
const PHOTO = '/storage/emulated/0/DCIM/Camera/IMG_20190216_101500.jpg';
const CACHE = '/sdcard/Android/data/com.jd.jrapp/cache/uil-images';
const UPLOAD = 'POST https://ims.jd.com/customer-service/upload';
const PROMPT = 'com.jd.jrapp:id/assistant_prompt';
const MAIN = 'com.jd.jrapp.bm.mainbox.main.MainActivity';
const IMAGE = createCanvas(30, 60).toBuffer('image/png');

interface Running {
  readonly process: FakeProcess;
  readonly app: AppHandlers;
}

/** Started as from its icon, and on its main screen. */
async function running(variant: string): Promise<Running> {
  const installed = preinstalledApps({ jrapp: variant }).find(
    ({ manifest }) => manifest.package === 'com.jd.jrapp',
  );
  if (installed === undefined) throw new Error('com.jd.jrapp is not preinstalled');
  const process = fakeProcess(installed.manifest);
  const app = installed.start(process);
  await app.onStart({ extras: {} }, 'com.jd.jrapp.WelcomeActivity');
  await process.runTimers();
  await app.onStart(process.started.at(-1) ?? { extras: {} }, MAIN);
  return { process, app };
}

const cachedAs = (path: string): string => `${CACHE}/${javaHashCode(`file://${path}`)}`;
const uploads = (process: FakeProcess): number => process.acts.filter((act) => act === UPLOAD).length;
const shown = (process: FakeProcess, resourceId: string): Promise<void> =>
  vi.waitFor(() => expect(process.view(resourceId)).toBeDefined(), { interval: 5 });

/** In the background, a new image; then back again, with the prompt. */
async function prompted(variant: string): Promise<Running> {
  const { process, app } = await running(variant);
  await app.onPause?.();
  process.addImage(PHOTO, IMAGE);
  await vi.waitFor(() => expect(process.storage.size).toBeGreaterThan(1), { interval: 5 });
  await vi.waitFor(
    async () => {
      await app.onResume?.();
      expect(process.view(PROMPT)).toBeDefined();
    },
    { interval: 5 },
  );
  return { process, app };
}

describe('com.jd.jrapp without its permissions', () => {
  it('asks for storage once, before it leaves the welcome screen, and goes on when it is refused', async () => {
    const installed = preinstalledApps({}).find(({ manifest }) => manifest.package === 'com.jd.jrapp');
    if (installed === undefined) throw new Error('com.jd.jrapp is not preinstalled');
    const process = fakeProcess(installed.manifest);
    const asked: (readonly string[])[] = [];
    process.checkPermission = () => false;
    process.requestPermissions = async (names) => {
      asked.push(names);
      expect(process.started).toEqual([]);
      return new Map();
    };
    const app = installed.start(process);
    await app.onStart({ extras: {} }, 'com.jd.jrapp.WelcomeActivity');
    await process.runTimers();
    expect(asked).toEqual([
      ['android.permission.READ_EXTERNAL_STORAGE', 'android.permission.WRITE_EXTERNAL_STORAGE'],
    ]);
    expect(process.started).toMatchObject([{ component: { activity: MAIN } }]);
    await app.onResume?.();
    await process.runTimers();
    expect(asked).toHaveLength(1);
  });
});

describe('com.jd.jrapp as reported', () => {
  it('goes from its welcome screen to its main screen, listens there, and asks for its configuration once', async () => {
    const { process, app } = await running('as-reported');
    expect(process.started).toMatchObject([{ component: { activity: MAIN } }]);
    await app.onStart({ extras: {} }, 'com.jd.jrapp.WelcomeActivity');
    await app.onResume?.();
    expect(process.acts).toEqual([
      'observe content://media/external/images/media',
      'GET https://ms.jr.jd.com/gw/config',
    ]);
    expect(process.screens.at(-1)?.activity).toBe(MAIN);
    expect(process.view(PROMPT)).toBeUndefined();
  });

  it('does not come to the front by itself when the user left during the welcome screen', async () => {
    const [, , , jrapp] = preinstalledApps({ jrapp: 'as-reported' });
    if (jrapp === undefined) throw new Error('com.jd.jrapp is not preinstalled');
    const process = fakeProcess(jrapp.manifest);
    const app = jrapp.start(process);
    await app.onStart({ extras: {} }, 'com.jd.jrapp.WelcomeActivity');
    await app.onPause?.();
    await process.runTimers();
    expect(process.started).toEqual([]);
  });

  it.each([
    ['a screenshot of another app', SCREENSHOT],
    ['a photo', PHOTO],
  ])('copies %s in the background, by way of .tmp, and sends nothing', async (_what, path) => {
    const { process, app } = await running('as-reported');
    process.acts.length = 0;
    await app.onPause?.();
    process.addImage(path, IMAGE);
    const copy = cachedAs(path);
    await vi.waitFor(() => expect(process.storage.has(copy)).toBe(true), { interval: 5 });
    expect(process.acts).toEqual([`write ${copy}.tmp`, `rename ${copy}.tmp -> ${copy}`]);
    expect(process.storage.get(copy)?.equals(IMAGE)).toBe(true);
  });

  it('ignores a row that was added more than 10 s ago, and copies the same row once only', async () => {
    const { process, app } = await running('as-reported');
    await app.onPause?.();
    process.addImage(SCREENSHOT, IMAGE);
    process.notify(1);
    await vi.waitFor(() => expect(process.storage.has(cachedAs(SCREENSHOT))).toBe(true), { interval: 5 });
    process.addImage(PHOTO, IMAGE, process.clockMs - 11_000);
    const last = '/storage/emulated/0/DCIM/Camera/last.jpg';
    process.addImage(last, IMAGE, process.clockMs - 9_000);
    await vi.waitFor(() => expect(process.storage.has(cachedAs(last))).toBe(true), { interval: 5 });
    expect(process.acts.filter((act) => act.startsWith('rename'))).toHaveLength(2);
    expect(process.storage.has(cachedAs(PHOTO))).toBe(false);
  });

  it('goes on when it may not read the images', async () => {
    const { process } = await running('as-reported');
    process.queryImages = () => Promise.reject(new Error('java.lang.SecurityException: Permission Denial'));
    process.addImage(SCREENSHOT, IMAGE);
    await vi.waitFor(() => expect(process.logged.join()).toContain('SecurityException'), { interval: 5 });
    expect(process.acts.filter((act) => act.startsWith('write'))).toEqual([]);
  });

  it('shows the prompt on return, and sends exactly that image after the tap, not before', async () => {
    const { process } = await prompted('as-reported');
    expect(process.texts()).toEqual(expect.arrayContaining(['图片助手', '发送给客服']));
    expect(uploads(process)).toBe(0);
    await process.view('com.jd.jrapp:id/assistant_send')?.onClick?.();
    await shown(process, 'com.jd.jrapp:id/assistant_sent');
    expect(uploads(process)).toBe(1);
    const upload = process.requests.at(-1);
    const body = Buffer.from(upload?.body ?? []);
    const start = body.indexOf('\r\n\r\n') + 4;
    expect(body.subarray(start, start + IMAGE.length).equals(IMAGE)).toBe(true);
    expect(body.subarray(start + IMAGE.length).toString()).toMatch(/^\r\n------jrapp[0-9a-f]+--\r\n$/);
    expect(upload?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=----jrapp/);
    expect(process.view('com.jd.jrapp:id/assistant_sent')?.text).toBe('已发送');
    expect(process.view(PROMPT)).toBeUndefined();
    expect(process.storage.has(cachedAs(PHOTO))).toBe(true);
  });

  it('sends once when the button is tapped twice', async () => {
    const { process } = await prompted('as-reported');
    const send = process.view('com.jd.jrapp:id/assistant_send');
    await send?.onClick?.();
    await send?.onClick?.();
    await shown(process, 'com.jd.jrapp:id/assistant_sent');
    expect(uploads(process)).toBe(1);
  });

  it('keeps the copy and sends nothing when the prompt is closed', async () => {
    const { process } = await prompted('as-reported');
    await process.view('com.jd.jrapp:id/assistant_close')?.onClick?.();
    expect(process.view(PROMPT)).toBeUndefined();
    expect(process.storage.has(cachedAs(PHOTO))).toBe(true);
    expect(uploads(process)).toBe(0);
  });

  it.each([
    ['the network fails', () => Promise.reject(new Error('ECONNREFUSED'))],
    ['the server refuses', async () => ({ status: 503, headers: {}, body: Buffer.alloc(0) })],
  ])('shows an error when %s', async (_why, respond) => {
    const { process } = await prompted('as-reported');
    process.respond = respond;
    await process.view('com.jd.jrapp:id/assistant_send')?.onClick?.();
    await shown(process, 'com.jd.jrapp:id/assistant_error');
    expect(process.view('com.jd.jrapp:id/assistant_error')?.text).toContain('发送失败');
    expect(process.view('com.jd.jrapp:id/assistant_sent')).toBeUndefined();
  });
});

describe('the planted variants of com.jd.jrapp', () => {
  it('honest: reacts to its own screenshots only, in the foreground only, and copies nothing', async () => {
    const { process, app } = await running('honest');
    await app.onPause?.();
    process.addImage(SCREENSHOT, IMAGE);
    process.clockMs += 2_000;
    await app.onResume?.();
    process.addImage(PHOTO, IMAGE);
    // The queue of notices is worked off in order: once the prompt is there, the others have been passed over.
    const own = '/storage/emulated/0/Pictures/Screenshots/own.png';
    process.reads.length = 0;
    process.addImage(own, IMAGE);
    await shown(process, PROMPT);
    expect(process.reads).toEqual([own]);
    expect(process.acts.filter((act) => act.startsWith('write'))).toEqual([]);
    await app.onPause?.();
    await app.onResume?.();
    expect(process.view(PROMPT)).toBeUndefined();
  });

  it('copies-to-internal: copies where no shell can list', async () => {
    const { process } = await prompted('copies-to-internal');
    const copies = [...process.storage.keys()].filter((path) => path !== PHOTO);
    expect(copies).toEqual([`/data/data/com.jd.jrapp/files/uil-images/${javaHashCode(`file://${PHOTO}`)}`]);
  });

  it.each([
    ['uploads-in-background', undefined],
    ['uploads-by-own-socket', true],
  ])('%s: sends each image at once, unasked', async (variant, ignoresProxy) => {
    const { process, app } = await running(variant);
    expect(process.manifest.network?.ignoresProxy).toBe(ignoresProxy);
    await app.onPause?.();
    process.addImage(PHOTO, IMAGE);
    await vi.waitFor(() => expect(uploads(process)).toBe(1), { interval: 5 });
    expect(Buffer.from(process.requests.at(-1)?.body ?? []).includes(IMAGE)).toBe(true);
  });
});
