import type { AppProcess } from '../../app-parts.ts';
import type { MediaRow } from '../../media-parts.ts';
import type { Screen, View } from '../../screen-parts.ts';
import { type GridImage, imageGrid } from '../image-grid.ts';
import {
  type Bounds,
  box,
  button,
  type ContentArea,
  contentArea,
  inContent,
  label,
  panel,
  picture,
  root,
} from '../views.ts';

export const GALLERY_PACKAGE = 'com.android.gallery3d';
export const GALLERY_ACTIVITY = 'com.android.gallery3d.app.GalleryActivity';

export type GalleryState =
  | { readonly kind: 'grid'; readonly images: readonly GridImage[] }
  | { readonly kind: 'one'; readonly row: MediaRow; readonly image: Buffer; readonly asks: boolean };

interface GalleryActions {
  open(row: MediaRow): Promise<void>;
  share(): Promise<void>;
  askToDelete(): void;
  remove(): Promise<void>;
  dismiss(): void;
}

/** About 100 dp each. */
const THUMBNAIL_DP = 102;

/**
 * AOSP's gallery draws its pictures by OpenGL into one view (`gl_root_view`), of which accessibility sees nothing. Here
 * each is a view of its own, with its file's name, under an id that AOSP has not; the actions have AOSP's.
 */
export function galleryScreen(
  size: AppProcess['displaySize'],
  state: GalleryState,
  actions: GalleryActions,
): Screen {
  const area = contentArea(size);
  const below = { ...area, top: Math.round(area.top + 56 * area.dp) };
  const views =
    state.kind === 'grid'
      ? gridViews(area, below, { state, actions })
      : oneViews(area, below, { state, actions });
  const screen = { package: GALLERY_PACKAGE, activity: GALLERY_ACTIVITY, root: root(size, '#000000', views) };
  return state.kind === 'one' && state.asks
    ? { ...screen, dialog: inContent(size, question(area, actions)) }
    : screen;
}

function gridViews(
  area: ContentArea,
  below: ContentArea,
  {
    state,
    actions,
  }: { readonly state: Extract<GalleryState, { kind: 'grid' }>; readonly actions: GalleryActions },
): readonly View[] {
  const grid = imageGrid(below, state.images, {
    columns: Math.max(1, Math.floor(area.width / (THUMBNAIL_DP * area.dp))),
    resourceId: id('gl_root_view'),
    cell: ({ row }, square) => ({
      ...square,
      resourceId: id('thumbnail'),
      clickable: true,
      onClick: () => actions.open(row),
    }),
  });
  return [actionBar(area, '图库', []), grid];
}

function oneViews(
  area: ContentArea,
  below: ContentArea,
  {
    state,
    actions,
  }: { readonly state: Extract<GalleryState, { kind: 'one' }>; readonly actions: GalleryActions },
): readonly View[] {
  const { row, image } = state;
  const shown = picture(
    fitted(below, { width: row.width || 1, height: row.height || 1 }),
    image,
    row.displayName,
  );
  const bar = actionBar(area, row.displayName, [
    ['action_share', '分享', actions.share],
    ['action_delete', '删除', actions.askToDelete],
  ]);
  return [bar, { ...shown, resourceId: id('photopage') }];
}

/** As large as it can be, in the middle. */
function fitted(area: ContentArea, image: { readonly width: number; readonly height: number }): Bounds {
  const room = area.bottom - area.top;
  const scale = Math.min(area.width / image.width, room / image.height);
  const [width, height] = [image.width * scale, image.height * scale];
  return box((area.width - width) / 2, area.top + (room - height) / 2, width, height);
}

type BarAction = readonly [id: string, text: string, onClick: () => void | Promise<void>];

function actionBar(area: ContentArea, title: string, actions: readonly BarAction[]): View {
  const { dp } = area;
  const buttons = actions.map(([name, text, onClick], index) => ({
    ...button(
      box(area.width - (actions.length - index) * 64 * dp, area.top + 6 * dp, 60 * dp, 44 * dp),
      text,
      {
        resourceId: id(name),
        fontSize: 14 * dp,
        color: '#ffffff',
        background: '#333333',
        onClick,
      },
    ),
    contentDescription: text,
  }));
  const name = label(
    box(16 * dp, area.top + 14 * dp, area.width - (32 + actions.length * 64) * dp, 28 * dp),
    title,
    {
      resourceId: 'android:id/action_bar_title',
      fontSize: 17 * dp,
      color: '#ffffff',
    },
  );
  return panel(box(0, area.top, area.width, 56 * dp), '#212121', [name, ...buttons]);
}

/** An AlertDialog, with the ids of the platform. */
function question(area: ContentArea, { remove, dismiss }: GalleryActions): View {
  const { dp } = area;
  const left = 32 * dp;
  const width = area.width - 2 * left;
  const top = (area.top + area.bottom) / 2 - 75 * dp;
  const option = (offset: number, name: string, text: string, onClick: () => void | Promise<void>): View =>
    button(box(left + width - offset * dp, top + 90 * dp, 90 * dp, 44 * dp), text, {
      resourceId: `android:id/${name}`,
      fontSize: 15 * dp,
      color: '#1a73e8',
      background: '#ffffff',
      onClick,
    });
  return panel(box(left, top, width, 150 * dp), '#ffffff', [
    label(box(left + 20 * dp, top + 30 * dp, width - 40 * dp, 30 * dp), '要删除所选内容吗？', {
      resourceId: 'android:id/message',
      fontSize: 16 * dp,
    }),
    option(210, 'button2', '取消', dismiss),
    option(105, 'button1', '确定', remove),
  ]);
}

function id(name: string): string {
  return `${GALLERY_PACKAGE}:id/${name}`;
}
