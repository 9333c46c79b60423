import { createCanvas } from '@napi-rs/canvas';
import { describe, expect, it, vi } from 'vitest';
import type { AppHandlers } from '../../app-parts.ts';
import { type FakeProcess, fakeProcess } from '../app-process.fake.ts';
import { preinstalledApps } from '../catalogue.ts';
import { javaHashCode } from './java-hash.ts';

const SCREENSHOT = '/storage/emulated/0/Pictures/Screenshots/Screenshot_20190216-101500.png';
const PHOTO = '/storage/emulated/0/DCIM/Camera/IMG_20190216_101500.jpg';
const MAIN = 'com.jd.jrapp.bm.mainbox.main.MainActivity';
const PROMPT = 'com.jd.jrapp:id/assistant_prompt';
const SEND = 'com.jd.jrapp:id/assistant_send';
const UPLOAD = 'POST https://ims.jd.com/customer-service/upload';
const IMAGE = createCanvas(30, 60).toBuffer('image/png');

interface Running {
  readonly process: FakeProcess;
  readonly app: AppHandlers;
}

/** On its main screen, after its start. */
async function running(jrappVersion?: string, jrapp?: string): Promise<Running> {
  const installed = preinstalledApps({
    ...(jrappVersion === undefined ? {} : { jrappVersion }),
    ...(jrapp === undefined ? {} : { jrapp }),
  }).find(({ manifest }) => manifest.package === 'com.jd.jrapp');
  if (installed === undefined) throw new Error('com.jd.jrapp is not preinstalled');
  const process = fakeProcess(installed.manifest);
  const app = installed.start(process);
  await app.onStart({ extras: {} }, MAIN);
  return { process, app };
}

const copyOf = (path: string): string =>
  `/sdcard/Android/data/com.jd.jrapp/cache/uil-images/${javaHashCode(`file://${path}`)}`;
const waitUntil = (met: () => void): Promise<void> => vi.waitFor(met, { interval: 5 });
const prompted = ({ process }: Running): Promise<void> =>
  waitUntil(() => expect(process.view(PROMPT)).toBeDefined());

describe('each version of com.jd.jrapp', () => {
  it.each([
    [undefined, '5.0.5-reenactment', 50005, /重演/],
    ['5.0.4', '5.0.4-reenactment', 50004, /placeholder/],
    ['5.0.5', '5.0.5-reenactment', 50005, /重演/],
    ['5.0.6', '5.0.6-reenactment', 50006, /placeholder/],
  ])('%s names itself %s in manifest, screen and traffic', async (number, versionName, versionCode, kind) => {
    const { process } = await running(number);
    expect(process.manifest).toMatchObject({ versionName, versionCode });
    const about = process.view('com.jd.jrapp:id/about')?.text;
    expect(about).toContain(versionName);
    expect(about).toMatch(kind);
    expect(process.requests[0]?.headers['user-agent']).toBe(`jdjr/${versionName} (Android 9)`);
  });

  it.each([
    ['5.0.7', undefined, /no version "5.0.7" .* choose one of: 5\.0\.4, 5\.0\.5, 5\.0\.6/],
    ['constructor', undefined, /no version "constructor"/],
    [undefined, 'constructor', /no variant "constructor" .* as-reported, honest, copies-to-internal/],
    ['5.0.5', 'nonsense', /no variant "nonsense" of com\.jd\.jrapp 5\.0\.5/],
    ['5.0.4', 'honest', /5\.0\.4, which has no variants; leave --jrapp out, or say --jrapp-version=5\.0\.5/],
    ['5.0.6', 'as-reported', /5\.0\.6, which has no variants/],
  ])('version %s with variant %s is refused with what to do', async (number, variant, words) => {
    await expect(running(number, variant)).rejects.toThrow(words);
  });

  it('5.0.5 takes its variants by name', async () => {
    const { process } = await running('5.0.5', 'uploads-by-own-socket');
    expect(process.manifest).toMatchObject({
      versionName: '5.0.5-reenactment',
      network: { ignoresProxy: true },
    });
  });
});

describe('com.jd.jrapp 5.0.4, as designed', () => {
  /** With a screenshot of itself, and the prompt for it. */
  async function offering(): Promise<Running> {
    const one = await running('5.0.4');
    one.process.addImage(SCREENSHOT, IMAGE);
    await prompted(one);
    return one;
  }

  it('offers a screenshot of itself, and keeps a copy for the prompt', async () => {
    const { process } = await offering();
    expect(process.storage.get(copyOf(SCREENSHOT))?.equals(IMAGE)).toBe(true);
    expect(process.acts).not.toContain(UPLOAD);
  });

  it('takes neither photos nor what came while it was in the background', async () => {
    const one = await running('5.0.4');
    const { process, app } = one;
    await app.onPause?.();
    process.addImage(SCREENSHOT, IMAGE);
    process.clockMs += 2_000;
    await app.onResume?.();
    process.addImage(PHOTO, IMAGE);
    // Notices are worked off in order: once this one is prompted, the others have been passed over.
    const own = SCREENSHOT.replace('1500', '1502');
    process.addImage(own, IMAGE);
    await prompted(one);
    expect(process.reads).toEqual([own]);
  });

  it('sends exactly that image on the tap, and removes its copy', async () => {
    const { process } = await offering();
    await process.view(SEND)?.onClick?.();
    await waitUntil(() => expect(process.view('com.jd.jrapp:id/assistant_sent')).toBeDefined());
    await waitUntil(() => expect(process.storage.has(copyOf(SCREENSHOT))).toBe(false));
    expect(process.acts.filter((act) => act === UPLOAD)).toHaveLength(1);
    expect(Buffer.from(process.requests.at(-1)?.body ?? []).includes(IMAGE)).toBe(true);
    expect(process.storage.has(SCREENSHOT)).toBe(true);
  });

  it.each<[string, (one: Running) => unknown]>([
    ['is closed', ({ process }) => process.view('com.jd.jrapp:id/assistant_close')?.onClick?.()],
    ['is left for another app', ({ app }) => app.onPause?.()],
    [
      'was answered and could not be sent',
      ({ process }) => {
        process.respond = () => Promise.reject(new Error('ECONNREFUSED'));
        return process.view(SEND)?.onClick?.();
      },
    ],
    [
      'makes way for a newer screenshot',
      ({ process }) => process.addImage(SCREENSHOT.replace('1500', '1501'), IMAGE),
    ],
  ])('removes its copy when the prompt %s', async (_what, end) => {
    const one = await offering();
    await end(one);
    await waitUntil(() => expect(one.process.storage.has(copyOf(SCREENSHOT))).toBe(false));
    await one.app.onResume?.();
    expect(one.process.storage.has(SCREENSHOT)).toBe(true);
  });

  it('keeps the copy of the newer screenshot, also when it has the name of the one before', async () => {
    const { process } = await offering();
    const remove = process.files.remove;
    Object.assign(process.files, {
      remove: (path: string) => new Promise((done) => setTimeout(done, 20)).then(() => remove(path)),
    });
    process.addImage(SCREENSHOT, IMAGE);
    const copy = copyOf(SCREENSHOT);
    const expected = [`write ${copy}.tmp`, `rename ${copy}.tmp -> ${copy}`];
    await waitUntil(() =>
      expect(process.acts.filter((act) => act.includes(copy))).toEqual([
        ...expected,
        `remove ${copy}`,
        ...expected,
      ]),
    );
    expect(process.storage.has(copy)).toBe(true);
  });

  it('removes the copy that it was making when the user left, and offers nothing on return', async () => {
    const { process, app } = await running('5.0.4');
    const rename = process.files.rename;
    Object.assign(process.files, {
      rename: async (from: string, to: string) => {
        await app.onPause?.();
        await rename(from, to);
      },
    });
    process.addImage(SCREENSHOT, IMAGE);
    await waitUntil(() => expect(process.acts).toContain(`remove ${copyOf(SCREENSHOT)}`));
    expect([...process.storage.keys()]).toEqual([SCREENSHOT]);
    await app.onResume?.();
    expect(process.view(PROMPT)).toBeUndefined();
  });
});

describe('com.jd.jrapp 5.0.6, with the feature withdrawn', () => {
  it('neither listens nor reads, copies, prompts or sends', async () => {
    const { process, app } = await running('5.0.6');
    process.addImage(SCREENSHOT, IMAGE);
    await app.onPause?.();
    process.addImage(PHOTO, IMAGE);
    await app.onResume?.();
    expect(process.acts).toEqual(['GET https://ms.jr.jd.com/gw/config']);
    expect(process.reads).toEqual([]);
    expect(process.view(PROMPT)).toBeUndefined();
    expect(process.screens.at(-1)?.activity).toBe(MAIN);
  });
});
