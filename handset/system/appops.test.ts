import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppProcess } from '../app-parts.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome, fakeScreen } from './framework.fake.ts';

const NAME = 'org.example.app';
const CAMERA = 'org.example.camera';
const SHARED = '/sdcard/DCIM/a.jpg';
const IMAGE = {
  relativePath: 'DCIM/b.jpg',
  bytes: Buffer.of(1),
  mimeType: 'image/jpeg',
  width: 1,
  height: 1,
};

let framework: FakeFramework;
let app: AppProcess;
beforeEach(async () => {
  const remember = (process: AppProcess): { onStart(): void } => {
    app = process;
    return { onStart: () => process.show(fakeScreen(process.manifest.package, 'Main')) };
  };
  const camera = fakeApp(CAMERA, remember, {
    activities: [
      {
        name: `${CAMERA}.Main`,
        filters: [{ actions: ['android.media.action.STILL_IMAGE_CAMERA'], categories: [] }],
      },
    ],
  });
  framework = await fakeFramework([fakeHome, fakeApp(NAME, remember), camera]);
});
afterEach(() => framework.dispose());

const run = (line: string): ReturnType<FakeFramework['run']> => framework.run(line.split(' '));
const start = async (name = NAME): Promise<void> =>
  void (await framework.activities.start({
    component: { package: name, activity: `${name}.Main` },
    extras: {},
  }));
const get = async (name = NAME): Promise<string> => (await run(`appops get ${name}`)).stdout;

describe('operations are noted', () => {
  it('not before the app runs, then at its start, by which its view of storage is decided', async () => {
    expect(await get()).toBe('No operations.\n');
    await start();
    framework.clockMs += 61_005;
    expect(await get()).toBe(
      'READ_EXTERNAL_STORAGE: allow; time=+1m1s5ms ago\nWRITE_EXTERNAL_STORAGE: allow; time=+1m1s5ms ago\n',
    );
  });

  it.each([
    ['a query of MediaStore', 'READ', () => app.queryImages()],
    ['an image inserted', 'WRITE', () => app.insertImage(IMAGE)],
  ])('at %s', async (_, operation, act) => {
    await start();
    framework.clockMs += 5_000;
    await act();
    expect(await get()).toContain(`${operation}_EXTERNAL_STORAGE: allow; time=+0ms ago`);
  });

  it('not at a file opened by its path: Android 9 does not see that', async () => {
    await start();
    framework.clockMs += 5_000;
    await app.files.write(SHARED, Buffer.of(1));
    await app.files.read(SHARED);
    expect(await get()).not.toContain('+0ms');
  });

  it('without the permission not at all', async () => {
    framework.packages.get(NAME)?.permissionState.reset();
    await start();
    await expect(app.queryImages()).rejects.toThrow('Permission Denial');
    expect(await get()).toBe('No operations.\n');
  });

  it.each([
    ['29.999 s after leaving as if in front', 29_999, 'top  '],
    ['30 s after leaving as cached', 30_000, 'cch  '],
  ])('%s', async (_, afterMs, state) => {
    await start();
    await framework.activities.key(3);
    framework.clockMs += afterMs;
    await app.queryImages();
    expect((await run(`dumpsys appops --package ${NAME} --op READ_EXTERNAL_STORAGE`)).stdout).toContain(
      `${state} = 2019-02-16 10:15:${afterMs === 30_000 ? '30.000' : '29.999'} (-0ms)\n`,
    );
  });

  it('for the camera at a photo, and for no other app', async () => {
    await start();
    await app.insertImage(IMAGE);
    await start(CAMERA);
    await app.insertImage({ ...IMAGE, relativePath: 'DCIM/b.png' });
    expect(await get()).not.toContain('CAMERA');
    expect(await get(CAMERA)).toContain('CAMERA: allow; time=+0ms ago\n');
  });
});

describe('an operation that is set', () => {
  beforeEach(async () => {
    await start();
    await app.files.write(SHARED, Buffer.of(1));
    await framework.media.publish(IMAGE, 1_023);
  });
  const set = async (line: string, name = NAME): Promise<void> => {
    expect(await run(`cmd appops set ${name} ${line}`)).toEqual({ code: 0, stdout: '', stderr: '' });
  };

  it('to ignore leaves a query without rows, to deny fails it, to allow gives them back', async () => {
    await set('READ_EXTERNAL_STORAGE ignore');
    expect(await app.queryImages()).toEqual([]);
    expect(await get()).toContain('READ_EXTERNAL_STORAGE: ignore; time=+0ms ago; rejectTime=+0ms ago\n');
    await set('android:read_external_storage deny');
    await expect(app.queryImages()).rejects.toThrow('not allowed to perform READ_EXTERNAL_STORAGE');
    await set('59 allow');
    expect(await app.queryImages()).toHaveLength(1);
  });

  it.each([
    ['READ_EXTERNAL_STORAGE', ['read', 'write']],
    ['WRITE_EXTERNAL_STORAGE', ['write']],
  ])('%s to ignore closes files to %j', async (operation, closed) => {
    await set(`${operation} ignore`);
    for (const [act, tried] of [
      ['read', () => app.files.read(SHARED)],
      ['write', () => app.files.write(SHARED, Buffer.of(2))],
    ] as const) {
      if (closed.includes(act)) await expect(tried()).rejects.toMatchObject({ code: 'EACCES' });
      else await tried();
    }
    const own = `/sdcard/Android/data/${NAME}/x`;
    await app.files.write(own, Buffer.of(3));
    expect(await app.files.read(own)).toEqual(Buffer.of(3));
  });

  it('WRITE_EXTERNAL_STORAGE and CAMERA to ignore leave no photo', async () => {
    await set('WRITE_EXTERNAL_STORAGE ignore');
    await expect(app.insertImage(IMAGE)).rejects.toMatchObject({ code: 'EACCES' });
    await start(CAMERA);
    await set('CAMERA ignore', CAMERA);
    await expect(app.insertImage(IMAGE)).rejects.toThrow('CAMERA_DISABLED');
    expect(framework.media.images()).toHaveLength(1);
  });

  it('to what it is by itself, and was never used, is forgotten', async () => {
    await set('VIBRATE ignore');
    expect((await run(`appops get ${NAME} VIBRATE`)).stdout).toBe('VIBRATE: ignore\n');
    await set('VIBRATE allow');
    expect((await run(`appops get ${NAME} VIBRATE`)).stdout).toBe('No operations.\n');
  });
});

it('nothing is left of a package that is uninstalled', async () => {
  await start();
  await run(`pm uninstall ${NAME}`);
  expect(framework.activities.appOps.operations(NAME)).toEqual([]);
});

describe('what appops refuses', () => {
  it.each([
    ['appops query-op', 'Operation not specified.'],
    ['appops query-op NOTHING', 'Unknown operation string: NOTHING'],
    ['appops get', 'Error: Package name not specified.'],
    ['appops get no.such', 'Error: No UID for no.such in user 0'],
    [`appops get ${NAME} NONSENSE`, 'Error: Unknown operation string: NONSENSE'],
    [`appops set ${NAME}`, 'Error: Operation not specified.'],
    [`appops set ${NAME} CAMERA`, 'Error: Mode not specified.'],
    [`appops set ${NAME} CAMERA never`, 'Error: Mode never is not valid'],
    [`appops set ${NAME} MANAGE_EXTERNAL_STORAGE allow`, 'Error: Unknown operation string: MANAGE_EXTERNAL'],
  ])('%s', async (line, words) => {
    const { code, stdout, stderr } = await run(line);
    expect([code, stdout]).toEqual([255, '']);
    expect(stderr).toContain(words);
  });
});
