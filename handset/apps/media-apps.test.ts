import { createCanvas } from '@napi-rs/canvas';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { App, AppProcess } from '../app-parts.ts';
import type { PickedImage } from '../media-parts.ts';
import type { View } from '../screen-parts.ts';
import { androidNamed } from '../system/android-version.ts';
import {
  type FakeFramework,
  fakeApp,
  fakeFramework,
  fakeHome,
  fakeScreen,
} from '../system/framework.fake.ts';
import { placedViews } from '../ui/view-tree.ts';
import { createFileManager } from './files/files.ts';
import { gallery } from './gallery/gallery.ts';
import { createPhotoPicker } from './picker/photo-picker.ts';

const NAME = 'org.example.app';
const P = 'android.permission.';

let framework: FakeFramework;
let app: AppProcess;
afterEach(() => framework.dispose());

function remembering(permissions: readonly string[], targetSdk: number): App {
  return fakeApp(
    NAME,
    (process) => {
      app = process;
      return { onStart: () => process.show(fakeScreen(NAME, 'Main')) };
    },
    { permissions: permissions.map((one) => `${P}${one}`), targetSdk, grants: [] },
  );
}

async function phone(android: string, permissions: readonly string[] = []): Promise<void> {
  const version = androidNamed(android);
  const system = [
    createFileManager(version.api),
    gallery,
    ...(version.api < 30 ? [] : [createPhotoPicker(version.api)]),
  ];
  framework = await fakeFramework([fakeHome, remembering(permissions, version.api), ...system], version);
  for (const color of ['red', 'green', 'blue']) {
    const canvas = createCanvas(16, 12);
    canvas.getContext('2d').fillStyle = color;
    canvas.getContext('2d').fillRect(0, 0, 16, 12);
    const bytes = canvas.toBuffer('image/jpeg');
    const image = {
      relativePath: `Pictures/${color}.jpg`,
      bytes,
      mimeType: 'image/jpeg',
      width: 16,
      height: 12,
    };
    await framework.media.publish(image, 1023);
  }
  await start(NAME, `${NAME}.Main`);
}

const start = (name: string, activity: string): Promise<unknown> =>
  framework.activities.start({ component: { package: name, activity }, extras: {} });
const views = (): readonly View[] => {
  const { root, dialog } = framework.activities.screen();
  return placedViews(dialog ?? root).map(({ view }) => view);
};
const named = (name: string): readonly View[] =>
  views().filter(({ resourceId = '' }) => resourceId.endsWith(`id/${name}`));

/** What is to be seen comes when the app has read it. */
async function seen<T>(look: () => T | undefined): Promise<T> {
  return await vi.waitFor(
    () => {
      const found = look();
      if (found === undefined) throw new Error(`not seen among ${views().length} views`);
      return found;
    },
    { timeout: 5_000, interval: 5 },
  );
}
const click = async (view: View | undefined): Promise<void> => void (await view?.onClick?.());
const cells = (): Promise<readonly View[]> =>
  seen(() => {
    const found = views().filter((view) => view.contentDescription?.startsWith('Photo taken on '));
    return found.length === 3 ? found : undefined;
  });

describe('the photo picker', () => {
  it.each(['11', '13', '16'])(
    'of Android %s gives an app without permission what was picked, and nothing else',
    async (android) => {
      await phone(android);
      const asked = app.pickImages({ max: 2 });
      const [newest, , oldest] = await cells();
      await click(newest);
      await click((await cells())[2]);
      expect(oldest).toBeDefined();
      expect(named('button_add').map(({ text }) => text)).toEqual(['Add (2)']);
      await click(named('button_add')[0]);
      const picked: readonly PickedImage[] = await asked;
      expect(picked).toHaveLength(2);
      const files = await Promise.all(
        ['blue', 'red'].map((one) => framework.files.read(`/storage/emulated/0/Pictures/${one}.jpg`)),
      );
      expect(await Promise.all(picked.map((one) => one.read()))).toEqual(files);
      expect(framework.activities.front()?.package.package).toBe(NAME);
      expect(await app.queryImages()).toEqual([]);
      const [third] = framework.media.images().filter(({ displayName }) => displayName === 'green.jpg');
      await expect(app.openImage(third?.id ?? 0)).rejects.toThrow('has no access to');
      await expect(app.files.read('/storage/emulated/0/Pictures/blue.jpg')).rejects.toMatchObject({
        code: 'EACCES',
      });
    },
  );

  it('answers at once when one is asked for, with none when it is left', async () => {
    await phone('14');
    const one = app.pickImages();
    await click((await cells())[1]);
    expect(await one).toHaveLength(1);
    const none = app.pickImages();
    await cells();
    await framework.activities.key(4);
    expect(await none).toEqual([]);
    await expect(app.pickImages({ max: 101 })).rejects.toThrow('IllegalArgumentException');
  });

  it('is not there until 10', async () => {
    await phone('10');
    await expect(app.pickImages()).rejects.toThrow('unable to resolve Intent');
  });

  it('lets the user select what an app with partial access sees', async () => {
    await phone('14', ['READ_MEDIA_IMAGES', 'READ_MEDIA_VISUAL_USER_SELECTED']);
    const asked = app.requestPermissions([`${P}READ_MEDIA_IMAGES`, `${P}READ_MEDIA_VISUAL_USER_SELECTED`]);
    const { permissionRequests } = framework.activities;
    const select = permissionRequests
      .pending()
      ?.buttons.find(({ id }) => id.endsWith('permission_allow_selected_button'));
    permissionRequests.press(select?.id ?? '');
    await click((await cells())[0]);
    await click(named('button_add')[0]);
    expect([...(await asked)]).toEqual([
      [`${P}READ_MEDIA_IMAGES`, false],
      [`${P}READ_MEDIA_VISUAL_USER_SELECTED`, true],
    ]);
    expect((await app.queryImages()).map(({ displayName }) => displayName)).toEqual(['blue.jpg']);
  });
});

describe('the gallery', () => {
  it('shows images, opens one, and deletes it when that is confirmed', async () => {
    await phone('11');
    await start('com.android.gallery3d', 'com.android.gallery3d.app.GalleryActivity');
    const thumbnails = await seen(() => (named('thumbnail').length === 3 ? named('thumbnail') : undefined));
    expect(thumbnails.map(({ contentDescription }) => contentDescription)).toEqual([
      'blue.jpg',
      'green.jpg',
      'red.jpg',
    ]);
    await click(thumbnails[1]);
    expect(named('photopage').map(({ contentDescription }) => contentDescription)).toEqual(['green.jpg']);
    await click(named('action_delete')[0]);
    await click(named('button2')[0]);
    expect(framework.media.images()).toHaveLength(3);
    await click(named('action_delete')[0]);
    await click(named('button1')[0]);
    expect(framework.media.images().map(({ displayName }) => displayName)).toEqual(['blue.jpg', 'red.jpg']);
    expect(await framework.files.exists('/storage/emulated/0/Pictures/green.jpg')).toBe(false);
  });

  it.each([
    ['9', '/storage/emulated/0/DCIM/.thumbnails'],
    ['11', '/storage/emulated/0/Pictures/.thumbnails'],
  ])('has MediaProvider keep small pictures on Android %s in %s', async (android, folder) => {
    await phone(android);
    expect(await framework.files.list(folder)).toEqual([]);
    await start('com.android.gallery3d', 'com.android.gallery3d.app.GalleryActivity');
    await seen(() => (named('thumbnail').length === 3 ? true : undefined));
    expect(await framework.files.list(folder)).toEqual(['1.jpg', '2.jpg', '3.jpg']);
    expect(framework.media.images()).toHaveLength(3);
  });
});

describe('the file manager', () => {
  it('goes into folders and back, and opens an image in the gallery', async () => {
    await phone('11');
    await start('com.android.documentsui', 'com.android.documentsui.files.FilesActivity');
    const titles = (): readonly string[] =>
      views()
        .filter(({ resourceId }) => resourceId === 'android:id/title')
        .flatMap(({ text }) => text ?? []);
    const row = (text: string): View | undefined =>
      named('item_root').find(({ children = [] }) => children.some((one) => one.text === text));
    await seen(() => (titles().includes('Pictures') ? true : undefined));
    await click(row('Pictures'));
    expect(titles()).toEqual(['blue.jpg', 'green.jpg', 'red.jpg']);
    await click(row('red.jpg'));
    expect(named('photopage').map(({ contentDescription }) => contentDescription)).toEqual(['red.jpg']);
    const component = {
      package: 'com.android.documentsui',
      activity: 'com.android.documentsui.files.FilesActivity',
    };
    await framework.activities.start({ action: 'android.intent.action.MAIN', component, extras: {} });
    expect(titles()).toEqual(['blue.jpg', 'green.jpg', 'red.jpg']);
    await framework.activities.key(4);
    await seen(() => (titles().includes('Pictures') ? true : undefined));
  });
});
