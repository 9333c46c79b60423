import { createCanvas } from '@napi-rs/canvas';
import { afterEach, describe, expect, it } from 'vitest';
import type { AppProcess } from '../app-parts.ts';
import { androidNamed } from './android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome } from './framework.fake.ts';
import { contentValues } from './media/content-values.ts';
import { SHELL_CALLER, systemCaller } from './media/media-caller.ts';
import { IMAGES } from './media/media-uri.ts';
import { IMAGES_URI } from './media-store.ts';

const NAME = 'org.example.app';
const OTHER = 'org.example.other';
const P = 'android.permission.';
const ROOT = '/storage/emulated/0';
const OWNER = { uid: 1023, gid: 1023, mode: 0o660 };
const REFUSED = /ENOENT|EACCES|EPERM|Permission denied|No such file/;

let framework: FakeFramework;
const started = new Map<string, AppProcess>();
afterEach(() => framework.dispose());

/** A phone with two apps that have all permissions for storage that a scoped app may have. */
async function phone(android: string): Promise<readonly [AppProcess, AppProcess]> {
  const version = androidNamed(android);
  const permissions = ['READ_EXTERNAL_STORAGE', 'WRITE_EXTERNAL_STORAGE', 'READ_MEDIA_IMAGES'].map(
    (one) => `${P}${one}`,
  );
  const app = (name: string) =>
    fakeApp(
      name,
      (process) => {
        started.set(name, process);
        return { onStart: () => undefined };
      },
      { targetSdk: Math.max(26, version.api), permissions },
    );
  framework = await fakeFramework([fakeHome, app(NAME), app(OTHER)], version);
  for (const name of [NAME, OTHER]) await framework.activities.ensureProcess(name);
  const [one, other] = [started.get(NAME), started.get(OTHER)];
  if (one === undefined || other === undefined) throw new Error('an app did not start');
  return [one, other];
}

const image = (relativePath: string) => ({
  relativePath,
  bytes: createCanvas(8, 6).toBuffer('image/jpeg'),
  mimeType: 'image/jpeg',
  width: 8,
  height: 6,
});

/** Everything that an app can do with the path of a file; what was not refused. */
async function tried(app: AppProcess, path: string): Promise<readonly string[]> {
  const own = `/data/data/${NAME}/files/own`;
  await app.files.write(own, Buffer.from('own'));
  const acts: Readonly<Record<string, () => Promise<unknown>>> = {
    read: () => app.files.read(path),
    write: () => app.files.write(path, Buffer.from('forged')),
    'move away': () => app.files.rename(path, `/data/data/${NAME}/files/stolen`),
    'move over': () => app.files.rename(own, path),
    remove: () => app.files.remove(path),
  };
  const done: string[] = [];
  for (const [name, act] of Object.entries(acts)) {
    const said = await act().then(
      () => 'done',
      (error: unknown) => (error instanceof Error ? error.message : ''),
    );
    if (!REFUSED.test(said)) done.push(name);
  }
  return done;
}

describe('what is private to another app on shared storage', () => {
  const secret = `${ROOT}/Android/data/${OTHER}/files/secret`;

  it.each([
    secret,
    `/sdcard/Android/data/${OTHER}/files/secret`,
    `/storage/self/primary/Android/data/${OTHER}/files/secret`,
    `/mnt/user/0/primary/Android/data/${OTHER}/files/secret`,
    `/data/media/0/Android/data/${OTHER}/files/secret`,
    `/sdcard//Android/./data/${OTHER}/files/secret`,
    `/sdcard/Android/data/${NAME}/../${OTHER}/files/secret`,
  ])('is closed by the way %s from 10 on', async (way) => {
    for (const android of ['10', '11', '16']) {
      const [app] = await phone(android);
      await framework.files.write(secret, Buffer.from('secret'), OWNER);
      expect(await tried(app, way)).toEqual([]);
      await expect(app.files.list(way.slice(0, way.lastIndexOf('/')))).rejects.toThrow(REFUSED);
      expect((await framework.files.read(secret)).toString()).toBe('secret');
      if (android !== '16') await framework.dispose();
    }
  });

  it('is closed in Android/obb as well', async () => {
    const [app] = await phone('11');
    const expansion = `${ROOT}/Android/obb/${OTHER}/main.1.obb`;
    await framework.files.write(expansion, Buffer.from('secret'), OWNER);
    expect(await tried(app, expansion)).toEqual([]);
    expect((await framework.files.read(expansion)).toString()).toBe('secret');
  });

  it('is open until 9 to who may read and write shared storage, as sdcardfs has it', async () => {
    const [app] = await phone('9');
    await framework.files.write(secret, Buffer.from('secret'), OWNER);
    expect((await app.files.read(secret)).toString()).toBe('secret');
  });
});

describe('a file that is pending', () => {
  it.each(['11', '14', '16'])('is closed on Android %s to others by its name too', async (android) => {
    const [app, other] = await phone(android);
    const { bytes, ...rest } = image('Pictures/p.jpg');
    const pending = await other.insertPendingImage(rest);
    await pending.write(bytes);
    const [name = ''] = await framework.files.list(`${ROOT}/Pictures`);
    expect(name).toMatch(/^\.pending-\d+-p\.jpg$/);
    expect(await app.files.list(`${ROOT}/Pictures`)).toEqual([]);
    expect(await tried(app, `${ROOT}/Pictures/${name}`)).toEqual([]);
    await expect(app.loadThumbnail(pending.id)).rejects.toThrow('Only owner is able');
    await pending.publish();
    expect(await app.files.list(`${ROOT}/Pictures`)).toEqual(['p.jpg']);
  });

  it.each(['11', '14', '16'])(
    'is seen on Android %s by who watches as it is published, and not before its EXIF is in it',
    async (android) => {
      const [app] = await phone(android);
      const seen: string[] = [];
      const look = async (): Promise<void> => {
        for (const { path, id } of await app.queryImages())
          seen.push((await app.files.read(path)).toString(), (await app.openImage(id)).toString());
        for (const name of await app.files.list(`${ROOT}/Pictures`)) seen.push(name);
      };
      const looked: Promise<void>[] = [];
      app.observeMedia(IMAGES_URI, () => void looked.push(look()));
      const pixels = { ...image('Pictures/s.png'), mimeType: 'image/png', bytes: Buffer.from('bare') };
      const settle = async (): Promise<void> => {
        await look();
        expect(seen).toEqual([]);
      };
      await framework.media.publishAs(systemCaller('com.android.systemui', 10_000), {
        ...pixels,
        rewritten: Buffer.from('with EXIF'),
        settle,
      });
      await look();
      framework.clockMs += 60_000;
      await Promise.all(looked);
      expect(new Set(seen)).toEqual(new Set(['with EXIF', 's.png']));
    },
  );

  it.each(['10', '11'])('is opened on Android %s by nobody who finds its row', async (android) => {
    const [app, other] = await phone(android);
    const { bytes, ...rest } = image('Pictures/p.jpg');
    const pending = await other.insertPendingImage(rest);
    await pending.write(bytes);
    expect(await app.queryImages({ where: 'is_pending = 1' })).toEqual([]);
    // QUERY_ARG_MATCH_PENDING shows rows of others too; their bytes it does not.
    const [row] = await app.queryImages({ pending: 'only' });
    await expect(app.openImage(row?.id ?? 0)).rejects.toThrow('Only owner is able');
    await expect(app.writeImage(row?.id ?? 0, Buffer.of(1))).rejects.toThrow('Only owner is able');
  });
});

describe('the small picture of an image', () => {
  it.each(['10', '11', '16'])('is as closed on Android %s as the image is', async (android) => {
    const [app, other] = await phone(android);
    const { id } = await other.insertImage(image('Pictures/x.jpg'));
    await other.loadThumbnail(id);
    const small = `${ROOT}/Pictures/.thumbnails/${id}.jpg`;
    expect(await framework.files.exists(small)).toBe(true);
    expect((await app.loadThumbnail(id)).length).toBeGreaterThan(0);
    expect(await tried(app, small)).toEqual([]);
    await framework.run(['appops', 'set', NAME, 'READ_MEDIA_IMAGES', 'ignore']);
    await expect(app.loadThumbnail(id)).rejects.toThrow('has no access to');
  });
});

describe('an image of another app', () => {
  it('is not changed by its path by who may only read it', async () => {
    const [app, other] = await phone('11');
    await other.insertImage(image('Pictures/x.jpg'));
    expect(await tried(app, `${ROOT}/Pictures/x.jpg`)).toEqual(['read']);
    expect(await other.queryImages()).toHaveLength(1);
  });

  it.each(['10', '16'])('is not claimed on Android %s by values of a row', async (android) => {
    const [app, other] = await phone(android);
    await other.insertImage(image('Pictures/x.jpg'));
    const caller = {
      ...SHELL_CALLER,
      kind: 'app' as const,
      package: NAME,
      uid: app.uid,
      manager: false,
      targetSdk: 36,
      granted: () => false,
    };
    const { provider } = framework.media;
    const forged = contentValues({
      _display_name: 'y.jpg',
      mime_type: 'image/jpeg',
      owner_package_name: OTHER,
    });
    const elsewhere = contentValues({
      _data: `${ROOT}/Android/data/${OTHER}/y.jpg`,
      mime_type: 'image/jpeg',
    });
    if (android !== '10')
      await expect(provider.insert(caller, IMAGES, elsewhere)).rejects.toThrow('Mutation of _data');
    const { path, owner } = await provider.insert(caller, IMAGES, forged);
    expect([path, owner]).toEqual([`${ROOT}/Pictures/y.jpg`, NAME]);
    const mine = contentValues({ owner_package_name: NAME });
    const [first] = framework.media.images().filter(({ displayName }) => displayName === 'x.jpg');
    await expect(provider.update(caller, { ...IMAGES, id: first?.id }, { values: mine })).rejects.toThrow(
      'has no access to',
    );
    expect(provider.query(caller, IMAGES, {}).map(({ displayName }) => displayName)).toEqual(['y.jpg']);
  });
});
