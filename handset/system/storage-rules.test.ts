import { createCanvas } from '@napi-rs/canvas';
import exifr from 'exifr';
import { afterEach, describe, expect, it } from 'vitest';
import type { App, AppProcess } from '../app-parts.ts';
import { HANDSET_CAMERA, withExif } from '../apps/camera/photo-file.ts';
import { androidNamed } from './android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome } from './framework.fake.ts';
import { contentValues } from './media/content-values.ts';
import { SHELL_CALLER } from './media/media-caller.ts';
import { IMAGES } from './media/media-uri.ts';

const NAME = 'org.example.app';
const OTHER = 'org.example.other';
const P = 'android.permission.';
const ROOT = '/storage/emulated/0';
const SYSTEM = { uid: 1023, gid: 1023, mode: 0o660 };
const PLACE = { latitude: 31.2304, longitude: 121.4737 };

let framework: FakeFramework;
const started = new Map<string, AppProcess>();
afterEach(() => framework.dispose());

interface Asking {
  readonly targetSdk: number;
  readonly permissions: readonly string[];
  readonly requestLegacyExternalStorage?: boolean;
}

function remembered(name: string, asking: Asking): App {
  const { permissions, ...rest } = asking;
  const remember = (process: AppProcess) => {
    started.set(name, process);
    return { onStart: () => undefined };
  };
  return fakeApp(name, remember, { ...rest, permissions: permissions.map((one) => `${P}${one}`) });
}

/** A phone with the app, and another one that may do what it likes with media. */
async function phone(android: string, asking: Asking): Promise<AppProcess> {
  const { api } = androidNamed(android);
  const others = ['READ_EXTERNAL_STORAGE', 'WRITE_EXTERNAL_STORAGE', 'READ_MEDIA_IMAGES'];
  framework = await fakeFramework(
    [
      fakeHome,
      remembered(NAME, asking),
      remembered(OTHER, { targetSdk: Math.max(23, api), permissions: others }),
    ],
    androidNamed(android),
  );
  for (const name of [NAME, OTHER]) await framework.activities.ensureProcess(name);
  return running(NAME);
}

function running(name: string): AppProcess {
  const process = started.get(name);
  if (process === undefined) throw new Error(`${name} did not start`);
  return process;
}

function photo(): Buffer {
  const jpeg = createCanvas(8, 6).toBuffer('image/jpeg');
  const taken = { takenMs: Date.UTC(2019, 1, 16, 10, 15), width: 8, height: 6 };
  return withExif(jpeg, { ...HANDSET_CAMERA, position: () => PLACE }, taken);
}

const image = (name: string) => ({
  relativePath: `Pictures/${name}`,
  bytes: photo(),
  mimeType: 'image/jpeg',
  width: 8,
  height: 6,
});

const names = async (app: AppProcess): Promise<readonly string[]> =>
  (await app.queryImages({ orderBy: '_display_name' })).map((row) => row.displayName);

/** One image of the app, one of the other. */
async function twoImages(app: AppProcess): Promise<{ readonly own: number; readonly others: number }> {
  const own = await app.insertImage(image('own.jpg'));
  const others = await running(OTHER).insertImage(image('others.jpg'));
  return { own: own.id, others: others.id };
}

const noted = async (op: string): Promise<boolean> =>
  (await framework.run(['cmd', 'appops', 'get', NAME, op])).stdout.includes('time=');

describe('rows of MediaStore', () => {
  it.each([
    ['10', 29, [], ['own.jpg']],
    ['11', 30, [], ['own.jpg']],
    ['13', 33, ['READ_EXTERNAL_STORAGE'], ['own.jpg']],
    ['16', 36, [], ['own.jpg']],
    ['10', 29, ['READ_EXTERNAL_STORAGE'], ['others.jpg', 'own.jpg']],
    ['11', 30, ['READ_EXTERNAL_STORAGE'], ['others.jpg', 'own.jpg']],
    ['13', 33, ['READ_MEDIA_IMAGES'], ['others.jpg', 'own.jpg']],
    ['13', 30, ['READ_EXTERNAL_STORAGE'], ['others.jpg', 'own.jpg']],
    ['14', 34, ['READ_MEDIA_VIDEO'], ['own.jpg']],
  ])('are seen on Android %s with target %i and %j: %j', async (android, targetSdk, permissions, seen) => {
    const app = await phone(android, { targetSdk, permissions });
    await twoImages(app);
    expect(await names(app)).toEqual(seen);
  });

  it.each(['8.1', '9'])(
    'are kept on Android %s from who may not read, with an exception',
    async (android) => {
      const app = await phone(android, { targetSdk: 26, permissions: [] });
      await expect(app.queryImages()).rejects.toThrow(
        /SecurityException: Permission Denial: reading .* requires/,
      );
      await expect(app.insertImage(image('a.jpg'))).rejects.toThrow(
        'requires android.permission.WRITE_EXTERNAL_STORAGE',
      );
    },
  );

  it('are seen with partial access when they were selected, and only while they are', async () => {
    const permissions = ['READ_MEDIA_IMAGES', 'READ_MEDIA_VISUAL_USER_SELECTED'];
    const app = await phone('14', { targetSdk: 34, permissions });
    const { others } = await twoImages(app);
    await running(OTHER).insertImage(image('third.jpg'));
    await framework.run(['pm', 'revoke', NAME, `${P}READ_MEDIA_IMAGES`]);
    await framework.activities.ensureProcess(NAME);
    expect(await names(running(NAME))).toEqual(['own.jpg']);
    framework.media.grants.select(NAME, [others]);
    expect(await names(running(NAME))).toEqual(['others.jpg', 'own.jpg']);
    expect(await noted('READ_MEDIA_VISUAL_USER_SELECTED')).toBe(true);
    framework.media.grants.select(NAME, []);
    await expect(running(NAME).openImage(others)).rejects.toThrow('has no access to');
  });

  it.each([
    ['11', 30, 'READ_EXTERNAL_STORAGE'],
    ['14', 34, 'READ_MEDIA_IMAGES'],
  ])('are not changed on Android %s by who may only read them', async (android, targetSdk, permission) => {
    const app = await phone(android, { targetSdk, permissions: [permission] });
    const { own, others } = await twoImages(app);
    const refused = `android.app.RecoverableSecurityException: ${NAME} has no access to content://media/external/images/media/${others}`;
    await expect(app.deleteImage(others)).rejects.toThrow(refused);
    await expect(app.writeImage(others, Buffer.of(1))).rejects.toThrow(refused);
    expect(await app.deleteImage(own)).toBe(true);
    expect(await names(running(OTHER))).toEqual(['others.jpg']);
  });

  it('are not changed by who may not even see them', async () => {
    const app = await phone('11', { targetSdk: 30, permissions: [] });
    const { others } = await twoImages(app);
    await expect(app.deleteImage(others)).rejects.toThrow(
      /^java\.lang\.SecurityException: .* has no access to/,
    );
    await expect(app.openImage(others)).rejects.toThrow('has no access to');
  });

  it('belong to nobody once their app is removed, and not to another of its name', async () => {
    const app = await phone('11', { targetSdk: 30, permissions: [] });
    await twoImages(app);
    await framework.run(['pm', 'uninstall', NAME]);
    await framework.packages.installApp(remembered(NAME, { targetSdk: 30, permissions: [] }));
    await framework.activities.ensureProcess(NAME);
    expect(await names(running(NAME))).toEqual([]);
    expect(await names(running(OTHER))).toEqual(['others.jpg', 'own.jpg']);
  });

  it('that are pending belong to who makes them', async () => {
    const app = await phone('11', { targetSdk: 30, permissions: ['READ_EXTERNAL_STORAGE'] });
    const { bytes, ...rest } = image('p.jpg');
    const pending = await running(OTHER).insertPendingImage(rest);
    await pending.write(bytes);
    expect(await names(app)).toEqual([]);
    await expect(app.openImage(pending.id)).rejects.toThrow(
      'Only owner is able to interact with pending item',
    );
    await pending.publish();
    expect(await names(app)).toEqual(['p.jpg']);
  });

  it.each(['Download/x.jpg', 'x.jpg', 'Documents/a/x.jpg', 'Android/media/org.other/x.jpg'])(
    'of images may not lie in %s',
    async (relativePath) => {
      const app = await phone('11', { targetSdk: 30, permissions: [] });
      await expect(app.insertImage({ ...image('x.jpg'), relativePath })).rejects.toThrow(
        /IllegalArgumentException: Primary directory \w+ not allowed for content:\/\/media\/external\/images\/media; allowed directories are \[DCIM, Pictures\]/,
      );
      const own = { ...image('x.jpg'), relativePath: `Android/media/${NAME}/x.jpg` };
      expect((await app.insertImage(own)).path).toBe(`${ROOT}/Android/media/${NAME}/x.jpg`);
    },
  );

  it.each(['../../../data/x.jpg', '..', 'a\nb.jpg', '.hidden.jpg'])(
    'stay where they belong under the name %j',
    async (name) => {
      const app = await phone('11', { targetSdk: 30, permissions: [] });
      const values = contentValues({
        _display_name: name,
        mime_type: 'image/jpeg',
        relative_path: '../Pictures/',
      });
      const caller = { ...SHELL_CALLER, kind: 'app' as const, package: app.manifest.package, manager: false };
      await expect(framework.media.provider.insert(caller, IMAGES, values)).rejects.toThrow(
        'Primary directory',
      );
      const there = contentValues({ _display_name: name, mime_type: 'image/jpeg' });
      const { path } = await framework.media.provider.insert(caller, IMAGES, there);
      expect(path).toMatch(/^\/storage\/emulated\/0\/Pictures\/[^/\n]+\.jpg$/);
    },
  );

  it('of images are images', async () => {
    const app = await phone('11', { targetSdk: 30, permissions: [] });
    await expect(app.insertImage({ ...image('x.mp4'), mimeType: 'video/mp4' })).rejects.toThrow(
      'MIME type video/mp4 cannot be inserted into content://media/external/images/media; expected MIME type under image/*',
    );
  });
});

describe('operations are noted', () => {
  it.each([
    ['11', 30, ['READ_EXTERNAL_STORAGE'], 'READ_MEDIA_IMAGES', true],
    ['11', 28, ['READ_EXTERNAL_STORAGE', 'WRITE_EXTERNAL_STORAGE'], 'READ_EXTERNAL_STORAGE', true],
    ['13', 33, ['READ_MEDIA_IMAGES'], 'READ_MEDIA_IMAGES', true],
    ['13', 33, [], 'READ_MEDIA_IMAGES', false],
  ])(
    'on Android %s for target %i with %j at a query: %s',
    async (android, targetSdk, permissions, op, expected) => {
      const app = await phone(android, { targetSdk, permissions });
      if (android !== '11' || targetSdk > 28) expect(await noted(op)).toBe(false);
      await app.queryImages();
      expect(await noted(op)).toBe(expected);
    },
  );

  it('and close MediaStore when they are ignored', async () => {
    const app = await phone('13', { targetSdk: 33, permissions: ['READ_MEDIA_IMAGES'] });
    await twoImages(app);
    await framework.run(['appops', 'set', NAME, 'READ_MEDIA_IMAGES', 'ignore']);
    expect(await names(app)).toEqual(['own.jpg']);
  });
});

describe('files by their paths', () => {
  const media = `${ROOT}/Pictures/others.jpg`;
  const document = `${ROOT}/Documents/secret.txt`;
  const foreign = `${ROOT}/Android/data/${OTHER}/files/x`;

  async function withFiles(android: string, asking: Asking): Promise<AppProcess> {
    const app = await phone(android, asking);
    await running(OTHER).insertImage(image('others.jpg'));
    for (const path of [document, foreign]) await framework.files.write(path, Buffer.from('secret'), SYSTEM);
    return app;
  }
  const read = async (app: AppProcess, path: string): Promise<string> =>
    await app.files.read(path).then(
      () => 'read',
      (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'other'),
    );

  it.each([
    ['9', 28, true, ['READ_EXTERNAL_STORAGE'], ['read', 'read', 'read']],
    ['9', 28, false, [], ['EACCES', 'EACCES', 'EACCES']],
    ['10', 29, false, ['READ_EXTERNAL_STORAGE'], ['EACCES', 'EACCES', 'EACCES']],
    ['10', 29, true, ['READ_EXTERNAL_STORAGE'], ['read', 'read', 'read']],
    ['11', 30, true, ['READ_EXTERNAL_STORAGE'], ['read', 'EACCES', 'ENOENT']],
    ['11', 29, true, ['READ_EXTERNAL_STORAGE'], ['read', 'read', 'ENOENT']],
    ['11', 28, false, ['READ_EXTERNAL_STORAGE'], ['read', 'read', 'ENOENT']],
    ['11', 30, false, [], ['EACCES', 'EACCES', 'ENOENT']],
    ['14', 34, false, ['READ_MEDIA_IMAGES'], ['read', 'EACCES', 'ENOENT']],
    ['14', 34, false, ['READ_EXTERNAL_STORAGE'], ['EACCES', 'EACCES', 'ENOENT']],
  ])(
    'on Android %s, target %i, legacy requested: %s, with %j: image, document, private are %j',
    async (android, targetSdk, requestLegacyExternalStorage, permissions, expected) => {
      const app = await withFiles(android, { targetSdk, permissions, requestLegacyExternalStorage });
      const seen = [await read(app, media), await read(app, document), await read(app, foreign)];
      expect(seen).toEqual(expected);
    },
  );

  it('are closed when the operation for the old storage is taken from an app', async () => {
    const asking = {
      targetSdk: 29,
      requestLegacyExternalStorage: true,
      permissions: ['READ_EXTERNAL_STORAGE'],
    };
    const app = await withFiles('10', asking);
    expect(await read(app, document)).toBe('read');
    await framework.run(['appops', 'set', '--uid', NAME, 'LEGACY_STORAGE', 'ignore']);
    expect(await read(app, document)).toBe('EACCES');
  });

  it('are all open to a manager but what is private to apps', async () => {
    const app = await withFiles('11', { targetSdk: 30, permissions: ['MANAGE_EXTERNAL_STORAGE'] });
    expect(await read(app, document)).toBe('EACCES');
    await framework.run(['appops', 'set', NAME, 'MANAGE_EXTERNAL_STORAGE', 'allow']);
    expect([await read(app, document), await read(app, foreign)]).toEqual(['read', 'ENOENT']);
    await app.files.write(`${ROOT}/anywhere.bin`, Buffer.of(1));
  });

  it('are listed as far as they are seen, and folders all', async () => {
    const app = await withFiles('11', { targetSdk: 30, permissions: [] });
    await app.insertImage(image('own.jpg'));
    expect(await app.files.list(`${ROOT}/Pictures`)).toEqual(['own.jpg']);
    expect(await app.files.list(`${ROOT}/Documents`)).toEqual([]);
    expect(await app.files.list(ROOT)).toEqual(['Android', 'Documents', 'Pictures']);
    expect(await app.files.list(`${ROOT}/Android`)).toEqual(['data']);
    await expect(app.files.list(`${ROOT}/Android/data/${OTHER}/files`)).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });

  it('are made where their kind may lie, and get rows with their owner', async () => {
    const app = await withFiles('11', { targetSdk: 30, permissions: [] });
    await app.files.write(`${ROOT}/DCIM/mine.jpg`, photo());
    expect(await names(app)).toEqual(['mine.jpg']);
    await app.files.rename(`${ROOT}/DCIM/mine.jpg`, `${ROOT}/Pictures/moved.jpg`);
    expect(await names(app)).toEqual(['moved.jpg']);
    await app.files.remove(`${ROOT}/Pictures/moved.jpg`);
    expect(await names(app)).toEqual([]);
    for (const [path, code] of [
      [`${ROOT}/mine.jpg`, 'EPERM'],
      [`${ROOT}/Download/mine.jpg`, 'EPERM'],
      [`${ROOT}/DCIM/mine.txt`, 'EPERM'],
      [media, 'EACCES'],
      [`${ROOT}/Android/data/${OTHER}/new`, 'ENOENT'],
    ] as const)
      await expect(app.files.write(path, Buffer.of(1))).rejects.toMatchObject({ code });
    await app.files.write(`${ROOT}/Download/mine.pdf`, Buffer.of(1));
  });
});

describe('the place in a photo of another app', () => {
  const placeIn = async (bytes: Buffer): Promise<number | undefined> =>
    await exifr.gps(bytes).then(
      (found: { latitude: number } | undefined) =>
        found === undefined || Number.isNaN(found.latitude) ? undefined : Math.round(found.latitude),
      () => undefined,
    );

  it.each([
    ['9', 26, ['READ_EXTERNAL_STORAGE', 'WRITE_EXTERNAL_STORAGE'], 31],
    ['10', 29, ['READ_EXTERNAL_STORAGE'], undefined],
    ['10', 29, ['READ_EXTERNAL_STORAGE', 'ACCESS_MEDIA_LOCATION'], 31],
    ['14', 34, ['READ_MEDIA_IMAGES'], undefined],
    ['14', 34, ['READ_MEDIA_IMAGES', 'ACCESS_MEDIA_LOCATION'], 31],
  ])('is read on Android %s, target %i, with %j: %s', async (android, targetSdk, permissions, latitude) => {
    const app = await phone(android, { targetSdk, permissions });
    const { id } = await running(OTHER).insertImage(image('others.jpg'));
    const bytes = await app.openImage(id);
    expect(await placeIn(bytes)).toBe(latitude);
    expect(bytes).toHaveLength(photo().length);
    expect((await exifr.parse(bytes, { reviveValues: false })).DateTimeOriginal).toBe('2019:02:16 10:15:00');
  });

  it('is blotted out by the path as well, and left in photos of its own', async () => {
    const app = await phone('11', { targetSdk: 30, permissions: ['READ_EXTERNAL_STORAGE'] });
    const { own } = await twoImages(app);
    expect(await placeIn(await app.files.read(`${ROOT}/Pictures/others.jpg`))).toBeUndefined();
    expect(await placeIn(await app.openImage(own))).toBe(31);
    expect(await placeIn(await app.files.read(`${ROOT}/Pictures/own.jpg`))).toBe(31);
  });

  it('cannot be insisted on', async () => {
    const app = await phone('11', { targetSdk: 30, permissions: ['READ_EXTERNAL_STORAGE'] });
    const { others } = await twoImages(app);
    await expect(app.openImage(others, { original: true })).rejects.toThrow(
      'java.lang.UnsupportedOperationException: Caller must hold ACCESS_MEDIA_LOCATION permission to access original',
    );
  });
});

describe('a callback for screen captures', () => {
  const WITH = { targetSdk: 34, permissions: ['DETECT_SCREEN_CAPTURE'] };

  it('is called for the app that is seen, and for no other', async () => {
    const app = await phone('14', WITH);
    const heard: string[] = [];
    app.registerScreenCaptureCallback(() => heard.push('captured'));
    framework.activities.screenCaptures.captured();
    expect(heard).toEqual([]);
    await framework.activities.start({ component: { package: NAME, activity: `${NAME}.Main` }, extras: {} });
    await framework.run(['screencap', '-p']);
    expect(heard).toEqual([]);
    framework.activities.screenCaptures.captured();
    expect(heard).toEqual(['captured']);
    expect(framework.acts).toContain(`toast ${NAME} detected this screenshot.`);
    await framework.activities.key(3);
    framework.activities.screenCaptures.captured();
    expect(heard).toEqual(['captured']);
  });

  it('is not called before a dark or locked display, where nothing of the app is seen', async () => {
    const app = await phone('14', WITH);
    let heard = 0;
    app.registerScreenCaptureCallback(() => {
      heard += 1;
    });
    await framework.activities.start({ component: { package: NAME, activity: `${NAME}.Main` }, extras: {} });
    for (const change of [() => framework.display.key(26), () => framework.display.key(26)]) {
      await change();
      framework.activities.screenCaptures.captured();
    }
    expect(heard).toBe(0);
    framework.activities.power.unlock();
    framework.activities.screenCaptures.captured();
    expect(heard).toBe(1);
  });

  it('needs the permission, and Android 14', async () => {
    const without = await phone('14', { targetSdk: 34, permissions: [] });
    expect(() => without.registerScreenCaptureCallback(() => undefined)).toThrow(
      /SecurityException: Permission Denial: registerScreenCaptureObserver from pid=\d+, uid=\d+ requires android\.permission\.DETECT_SCREEN_CAPTURE/,
    );
    await framework.dispose();
    const old = await phone('13', { targetSdk: 33, permissions: ['DETECT_SCREEN_CAPTURE'] });
    expect(() => old.registerScreenCaptureCallback(() => undefined)).toThrow('NoSuchMethodError');
  });
});
