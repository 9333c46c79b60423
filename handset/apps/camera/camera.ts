import { createCanvas } from '@napi-rs/canvas';
import type { App, AppHandlers, AppManifest, AppProcess } from '../../app-parts.ts';
import type { Screen, View } from '../../screen-parts.ts';
import { type Bounds, box, type ContentArea, contentArea, label, picture, root } from '../views.ts';
import { createFirstRun, LOCATION, NO_FIRST_RUN } from './first-run.ts';
import { type Camera, photoName, withExif } from './photo-file.ts';
import { newScene, photograph, type Random, type Scene } from './scene.ts';

const PACKAGE = 'com.android.camera2';
const ACTIVITY = 'com.android.camera.CameraLauncher';
/** KEYCODE_CAMERA, and the volume keys: AOSP's camera takes them for its shutter (PhotoModule.onKeyUp). */
const SHUTTER_KEYS = [27, 24, 25];
const PHOTO = { width: 1600, height: 1200, quality: 90 };

const PERMISSIONS = [
  'android.permission.CAMERA',
  'android.permission.READ_EXTERNAL_STORAGE',
  'android.permission.WRITE_EXTERNAL_STORAGE',
];

/** A camera of the ROM has these by default (DefaultPermissionGrantPolicy); the place is for the owner to allow. */
const SPLIT_FROM_STORAGE = ['ACCESS_MEDIA_LOCATION', 'READ_MEDIA_IMAGES', 'READ_MEDIA_VIDEO'].map(
  (name) => `android.permission.${name}`,
);

/** AOSP's camera targets the platform that it is built with; which photos are pending depends on that, from 10 on. */
const manifest = (api: number, unused: boolean): AppManifest => ({
  package: PACKAGE,
  label: '相机',
  versionName: '2.0.002',
  versionCode: 20002000,
  minSdk: 26,
  targetSdk: Math.max(28, api),
  permissions: unused ? [...PERMISSIONS, ...LOCATION] : PERMISSIONS,
  ...(unused ? { grants: [...PERMISSIONS, ...SPLIT_FROM_STORAGE] } : {}),
  debuggable: false,
  system: true,
  activities: [
    {
      name: ACTIVITY,
      filters: [
        { actions: ['android.intent.action.MAIN'], categories: ['android.intent.category.LAUNCHER'] },
        {
          actions: ['android.media.action.STILL_IMAGE_CAMERA'],
          categories: ['android.intent.category.DEFAULT'],
        },
      ],
    },
  ],
});

/** The camera: photographs scenes that never repeat, and saves them to the gallery. */
export function createCamera(random: Random, camera: Camera, api = 28): App {
  return {
    manifest: manifest(api, camera.unused === true),
    start: (process) => startCamera(process, { random, camera, api }),
  };
}

interface Made {
  readonly random: Random;
  readonly camera: Camera;
  readonly api: number;
}

interface Pictures {
  readonly question: View | undefined;
  readonly viewfinder: Buffer;
  readonly last: Buffer | undefined;
}

function startCamera(process: AppProcess, { random, camera, api }: Made): AppHandlers {
  let scene = newScene(random);
  let last: Buffer | undefined;
  /** Photos are saved one after the other, as by the one camera that a phone has. */
  let saving: Promise<void> = Promise.resolve();

  const show = async (): Promise<void> => {
    const viewfinder = await photograph(scene, { width: 540, height: 720, quality: 85, random });
    const question = firstRun.dialog(process.displaySize);
    process.show(cameraScreen(process.displaySize, { question, viewfinder, last }, shutter));
  };
  const firstRun = camera.unused === true ? createFirstRun(process, api, () => void show()) : NO_FIRST_RUN;
  const nameOf = createNamer(camera);
  const save = async (taken: { readonly scene: Scene; readonly atMs: number }): Promise<void> => {
    const position = firstRun.tagsPlaces() ? camera.position() : undefined;
    const there = { ...camera, position: () => position };
    const jpeg = withExif(await photograph(taken.scene, { ...PHOTO, random }), there, {
      ...PHOTO,
      takenMs: taken.atMs,
    });
    await process.insertImage({
      relativePath: `DCIM/Camera/${nameOf(taken.atMs)}.jpg`,
      bytes: jpeg,
      mimeType: 'image/jpeg',
      width: PHOTO.width,
      height: PHOTO.height,
      takenMs: taken.atMs,
      ...position,
    });
    last = jpeg;
    await show();
  };
  const shutter = (): void => {
    if (!firstRun.answered()) return;
    const taken = { scene, atMs: process.now() };
    // The hand moved: the next photo shows something else.
    scene = newScene(random);
    // With the time that drawing and compressing take, a photo is there after 300 to 600 ms.
    process.later(250 + Math.floor(random() * 200), () => {
      saving = saving
        .then(() => save(taken))
        .catch((error) => process.log('CAM', `photo not saved: ${String(error)}`));
      return saving;
    });
  };
  return {
    async onStart() {
      await firstRun.load();
      await show();
    },
    onResume: () => void firstRun.resumed(),
    onConfigurationChanged: show,
    onKey(keycode) {
      if (!SHUTTER_KEYS.includes(keycode)) return false;
      shutter();
      return true;
    },
  };
}

/** AOSP's Storage counts the photos of one second: IMG_…_1. */
function createNamer(camera: Camera): (takenMs: number) => string {
  let lastName = '';
  let namesakes = 0;
  return (takenMs) => {
    const name = photoName(camera.localTime(takenMs));
    namesakes = name === lastName ? namesakes + 1 : 0;
    lastName = name;
    return namesakes === 0 ? name : `${name}_${namesakes}`;
  };
}

function cameraScreen(size: AppProcess['displaySize'], pictures: Pictures, onShutter: () => void): Screen {
  const area = contentArea(size);
  const { finder, shutter, thumbnail } = area.width > area.bottom ? sideways(area) : upright(area);
  const views = [
    picture(finder, pictures.viewfinder, '取景器'),
    shutterButton(shutter.x, shutter.y, 72 * area.dp, onShutter),
    ...(pictures.last === undefined
      ? []
      : [
          {
            ...picture(thumbnail, pictures.last, '最近照片'),
            resourceId: `${PACKAGE}:id/rounded_thumbnail_view`,
          },
        ]),
    label(box(0, area.top, area.width, HEADING_DP * area.dp), '拍照', {
      fontSize: 15 * area.dp,
      color: '#ffffff',
      align: 'center',
    }),
  ];
  const screen = { package: PACKAGE, activity: ACTIVITY, root: root(size, '#000000', views) };
  return pictures.question === undefined ? screen : { ...screen, dialog: pictures.question };
}

interface CameraLayout {
  readonly finder: Bounds;
  readonly shutter: { readonly x: number; readonly y: number };
  readonly thumbnail: Bounds;
}

const HEADING_DP = 40;
const THUMBNAIL_DP = 52;

/** The shutter below the viewfinder. */
function upright(area: ContentArea): CameraLayout {
  const { dp, width } = area;
  const side = THUMBNAIL_DP * dp;
  const finder = box(0, area.top + HEADING_DP * dp, width, (width * 4) / 3);
  const middle = (finder.bottom + area.bottom) / 2;
  return {
    finder,
    shutter: { x: width / 2, y: middle },
    thumbnail: box(36 * dp, middle - side / 2, side, side),
  };
}

/** The shutter at the right of the viewfinder. */
function sideways(area: ContentArea): CameraLayout {
  const { dp, width } = area;
  const side = THUMBNAIL_DP * dp;
  const top = area.top + HEADING_DP * dp;
  const finder = box(0, top, ((area.bottom - top) * 4) / 3, area.bottom - top);
  const middle = (finder.right + width) / 2;
  return {
    finder,
    shutter: { x: middle, y: (top + area.bottom) / 2 },
    thumbnail: box(middle - side / 2, area.bottom - side - 12 * dp, side, side),
  };
}

function shutterButton(x: number, y: number, side: number, onClick: () => void): View {
  return {
    ...picture(box(x - side / 2, y - side / 2, side, side), shutterImage(Math.round(side)), '快门'),
    resourceId: `${PACKAGE}:id/shutter_button`,
    clickable: true,
    onClick,
  };
}

function shutterImage(side: number): Buffer {
  const canvas = createCanvas(side, side);
  const context = canvas.getContext('2d');
  for (const [color, part] of [
    ['#9aa0a6', 1],
    ['#000000', 0.92],
    ['#ffffff', 0.84],
  ] as const) {
    context.fillStyle = color;
    context.beginPath();
    context.arc(side / 2, side / 2, (side / 2) * part, 0, Math.PI * 2);
    context.fill();
  }
  return canvas.toBuffer('image/png');
}
