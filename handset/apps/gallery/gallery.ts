import type { App, AppHandlers, AppManifest, AppProcess } from '../../app-parts.ts';
import type { MediaRow } from '../../media-parts.ts';
import { gridImages } from '../image-grid.ts';
import { GALLERY_ACTIVITY, GALLERY_PACKAGE, type GalleryState, galleryScreen } from './gallery-screen.ts';

const KEYCODE_BACK = 4;
const IMAGES = 'content://media/external/images/media';

/** AOSP's Gallery2 lives by the storage rules of before Android 10 (its manifest asks for them). */
const MANIFEST: AppManifest = {
  package: GALLERY_PACKAGE,
  label: '图库',
  versionName: '1.1.40030',
  versionCode: 40_030,
  minSdk: 26,
  targetSdk: 28,
  permissions: ['READ_EXTERNAL_STORAGE', 'WRITE_EXTERNAL_STORAGE'].map(
    (name) => `android.permission.${name}`,
  ),
  debuggable: false,
  system: true,
  activities: [
    {
      name: GALLERY_ACTIVITY,
      filters: [
        { actions: ['android.intent.action.MAIN'], categories: ['android.intent.category.LAUNCHER'] },
        {
          actions: ['android.intent.action.VIEW'],
          categories: ['android.intent.category.DEFAULT'],
          schemes: ['content', 'file'],
        },
      ],
    },
  ],
};

/** Shows the images of MediaStore, opens one, shares and deletes it. */
export const gallery: App = { manifest: MANIFEST, start: startGallery };

function startGallery(process: AppProcess): AppHandlers {
  let state: GalleryState = { kind: 'grid', images: [] };

  const show = (): void =>
    process.show(
      galleryScreen(process.displaySize, state, {
        open,
        share,
        askToDelete,
        remove,
        dismiss: () => change('keep'),
      }),
    );
  const set = (next: GalleryState): void => {
    state = next;
    show();
  };
  const grid = async (): Promise<void> => {
    const rows = await process.queryImages().catch((error: unknown) => complain(process, error));
    set({ kind: 'grid', images: await gridImages(process, rows) });
  };
  const open = async (row: MediaRow): Promise<void> => {
    const image = await process.openImage(row.id).catch(() => undefined);
    set({ kind: 'one', row, image: image ?? Buffer.alloc(0), asks: false });
  };
  const change = (asked: 'ask' | 'keep'): void => {
    if (state.kind === 'one') set({ ...state, asks: asked === 'ask' });
  };
  const askToDelete = (): void => change('ask');
  const remove = async (): Promise<void> => {
    if (state.kind !== 'one') return;
    await process.deleteImage(state.row.id).catch((error: unknown) => complain(process, error));
    await grid();
  };
  const share = async (): Promise<void> => {
    if (state.kind === 'one') await shareImage(process, state.row);
  };

  return {
    async onStart(intent) {
      const id = /^content:\/\/media\/[^/]+\/images\/media\/(\d+)$/.exec(intent.uri ?? '')?.[1];
      const rows = id === undefined ? [] : await process.queryImages({ where: `_id=${id}` });
      const [row] = rows;
      if (row === undefined) return await grid();
      await open(row);
    },
    onConfigurationChanged: show,
    onResume: async () => {
      if (state.kind === 'grid') await grid();
    },
    onKey(keycode) {
      if (keycode !== KEYCODE_BACK || state.kind !== 'one') return false;
      if (state.asks) change('keep');
      else void grid();
      return true;
    },
  };
}

async function shareImage(process: AppProcess, row: MediaRow): Promise<void> {
  const intent = { action: 'android.intent.action.SEND', mimeType: row.mimeType };
  const extras = { 'android.intent.extra.STREAM': `${IMAGES}/${row.id}` };
  await process
    .startActivity({ ...intent, extras })
    .catch(() => process.toast('No apps can perform this action.'));
}

function complain(process: AppProcess, error: unknown): readonly MediaRow[] {
  process.log('Gallery', error instanceof Error ? error.message : String(error));
  return [];
}
