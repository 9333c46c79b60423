import type { App, AppHandlers, AppManifest, AppProcess, Intent } from '../../app-parts.ts';
import type { Screen, View } from '../../screen-parts.ts';
import { PICK_IMAGES, PICK_MAX, pickedUri, SELECT_FOR_APP } from '../../system/media/photo-picker.ts';
import { type GridImage, gridImages, imageGrid } from '../image-grid.ts';
import { box, button, type ContentArea, contentArea, label, panel, root } from '../views.ts';

const PICKER_PACKAGE = 'com.android.providers.media.module';
const ACTIVITY = 'com.android.providers.media.photopicker.PhotoPickerActivity';
const KEYCODE_BACK = 4;
/** Of a display that is upright; sideways there is room for twice as many. */
const COLUMNS = 3;
/** MediaStore.getPickImagesMaxLimit. */
const MOST = 100;

/**
 * MediaProvider's photo picker (packages/providers/MediaProvider, photopicker/, as of early 2024): its layout's ids, its
 * English texts. There is one tab, no preview and no cloud; Android 16's successor in Compose is not there.
 */
export function createPhotoPicker(api: number): App {
  return { manifest: manifest(api), start: startPicker };
}

function manifest(api: number): AppManifest {
  return {
    package: PICKER_PACKAGE,
    label: 'Media',
    versionName: `${api}`,
    versionCode: api * 10_000_000,
    minSdk: 30,
    targetSdk: api,
    permissions: [
      'READ_EXTERNAL_STORAGE',
      'READ_MEDIA_IMAGES',
      'READ_MEDIA_VIDEO',
      'ACCESS_MEDIA_LOCATION',
    ].map((name) => `android.permission.${name}`),
    debuggable: false,
    system: true,
    activities: [
      {
        name: ACTIVITY,
        filters: [
          {
            actions: [PICK_IMAGES, ...(api >= 34 ? [SELECT_FOR_APP] : [])],
            categories: ['android.intent.category.DEFAULT'],
          },
        ],
      },
    ],
  };
}

interface Request {
  readonly max: number;
  /** The photos that an app with partial access shall see: none may be the answer. */
  readonly forApp: boolean;
}

function startPicker(process: AppProcess): AppHandlers {
  let request: Request = { max: 1, forApp: false };
  let images: readonly GridImage[] = [];
  let picked: readonly number[] = [];

  const answer = (ids: readonly number[]): Promise<void> =>
    process.finish({ kind: 'ok', uris: ids.map(pickedUri) });
  const cancel = (): Promise<void> => process.finish({ kind: 'canceled' });
  const toggle = async (id: number): Promise<void> => {
    if (request.max === 1 && !request.forApp) return await answer([id]);
    if (picked.includes(id)) picked = picked.filter((one) => one !== id);
    else if (picked.length < request.max) picked = [...picked, id];
    show();
  };
  const show = (): void =>
    process.show(
      pickerScreen(process.displaySize, {
        images,
        picked,
        request,
        toggle,
        add: () => answer(picked),
        cancel,
      }),
    );

  return {
    async onStart(intent) {
      request = requestOf(intent);
      picked = [];
      images = [];
      show();
      images = await gridImages(process, await process.queryImages());
      show();
    },
    onConfigurationChanged: show,
    onKey(keycode) {
      if (keycode !== KEYCODE_BACK) return false;
      void cancel();
      return true;
    },
  };
}

function requestOf({ action, extras }: Intent): Request {
  const forApp = action === SELECT_FOR_APP;
  const max = Number(extras[PICK_MAX] ?? (forApp ? MOST : 1));
  return { max: Number.isInteger(max) && max > 0 ? Math.min(max, MOST) : 1, forApp };
}

interface Shown {
  readonly images: readonly GridImage[];
  readonly picked: readonly number[];
  readonly request: Request;
  toggle(id: number): Promise<void>;
  add(): Promise<void>;
  cancel(): Promise<void>;
}

function pickerScreen(size: AppProcess['displaySize'], shown: Shown): Screen {
  const area = contentArea(size);
  const { dp } = area;
  const many = shown.request.max > 1 || shown.request.forApp;
  const below = {
    ...area,
    top: Math.round(area.top + 96 * dp),
    bottom: Math.round(area.bottom - (many ? 64 : 0) * dp),
  };
  const views = [
    toolbar(area, shown),
    shown.images.length === 0
      ? label(box(0, below.top + 80 * dp, area.width, 30 * dp), 'No photos or videos', {
          resourceId: id('empty_text_view'),
          fontSize: 16 * dp,
          align: 'center',
        })
      : imageGrid(below, shown.images, {
          columns: area.width > area.bottom ? 2 * COLUMNS : COLUMNS,
          resourceId: id('picker_tab_recyclerview'),
          cell: (image, square) => cell(image, square, shown),
        }),
    ...(many && (shown.picked.length > 0 || shown.request.forApp) ? [bottomBar(area, shown)] : []),
  ];
  return { package: PICKER_PACKAGE, activity: ACTIVITY, root: root(size, '#ffffff', views) };
}

function toolbar(area: ContentArea, { cancel }: Shown): View {
  const { dp } = area;
  const close: View = {
    ...button(box(4 * dp, area.top + 4 * dp, 48 * dp, 40 * dp), '×', {
      fontSize: 24 * dp,
      background: '#ffffff',
      onClick: cancel,
    }),
    className: 'android.widget.ImageButton',
    contentDescription: 'Cancel',
  };
  return {
    ...panel(box(0, area.top, area.width, 96 * dp), '#ffffff', [
      close,
      label(
        box(16 * dp, area.top + 48 * dp, area.width - 32 * dp, 20 * dp),
        'This app can only access the photos you select',
        {
          resourceId: id('privacy_text'),
          fontSize: 13 * dp,
        },
      ),
      label(box(16 * dp, area.top + 70 * dp, 120 * dp, 24 * dp), 'Photos', { fontSize: 14 * dp, bold: true }),
    ]),
    resourceId: id('toolbar'),
  };
}

function cell(image: GridImage, square: View, { picked, toggle }: Shown): View {
  const selected = picked.includes(image.row.id);
  const { left, top } = square.bounds;
  const check: View = {
    className: 'android.widget.ImageView',
    resourceId: id('icon_check'),
    bounds: box(left + 8, top + 8, 48, 48),
    style: { background: '#1a73e8' },
  };
  return {
    className: 'android.widget.FrameLayout',
    bounds: square.bounds,
    contentDescription: `Photo taken on ${new Date(image.row.dateAdded * 1000).toISOString().slice(0, 10)}`,
    clickable: true,
    selected,
    onClick: () => toggle(image.row.id),
    children: [{ ...square, resourceId: id('icon_thumbnail') }, ...(selected ? [check] : [])],
  };
}

function bottomBar(area: ContentArea, { picked, request, add }: Shown): View {
  const { dp } = area;
  const bounds = box(0, area.bottom - 64 * dp, area.width, 64 * dp);
  const text = request.forApp
    ? picked.length === 0
      ? 'Allow none'
      : `Allow (${picked.length})`
    : `Add (${picked.length})`;
  const accept = button(box(area.width - 150 * dp, bounds.top + 10 * dp, 134 * dp, 44 * dp), text, {
    resourceId: id('button_add'),
    fontSize: 15 * dp,
    color: '#ffffff',
    background: '#1a73e8',
    onClick: add,
  });
  return { ...panel(bounds, '#f1f3f4', [accept]), resourceId: id('picker_bottom_bar') };
}

function id(name: string): string {
  return `${PICKER_PACKAGE}:id/${name}`;
}
