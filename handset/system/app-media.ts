import type { AppProcess } from '../app-parts.ts';
import type { ImageQuery, NewImage, PendingImage } from '../media-parts.ts';
import { mediaCaller } from './app-media-caller.ts';
import { type AppServices, denied, endedError, READ_OP, WRITE_OP } from './app-services.ts';
import { contentValues } from './media/content-values.ts';
import { security } from './media/java-exception.ts';
import type { MediaCaller } from './media/media-caller.ts';
import { fileNameOf, folderOf } from './media/media-path.ts';
import { rowOf } from './media/media-record.ts';
import { IMAGES, type MediaUri } from './media/media-uri.ts';
import { pickedImages, pickIntent } from './media/photo-picker.ts';
import { thumbnailOf } from './media/thumbnails.ts';
import type { PhoneProcess } from './process.ts';

type AppMedia = Pick<
  AppProcess,
  | 'observeMedia'
  | 'queryImages'
  | 'insertImage'
  | 'insertPendingImage'
  | 'openImage'
  | 'writeImage'
  | 'deleteImage'
  | 'loadThumbnail'
  | 'pickImages'
  | 'saveDownload'
>;

const MEDIA_UID = 1023;

/** MediaStore as an app sees it. */
export function createAppMedia(process: PhoneProcess, services: AppServices): AppMedia {
  const { media } = services;
  const caller = mediaCaller(process, services);
  const alive = (): void => {
    if (process.ended) throw endedError(process);
  };
  const one = (id: number): MediaUri => ({ ...IMAGES, id });
  return {
    observeMedia(uri, onChange) {
      alive();
      const tell = (changed: string): void => void services.guard(process, () => onChange(changed));
      process.onEnd.push(media.observe({ uri, uid: caller.uid, pid: caller.pid, onChange: tell }));
    },
    async queryImages(query: ImageQuery = {}) {
      alive();
      const orderBy = query.orderBy ?? '_id DESC';
      const rows = media.provider.query(caller, IMAGES, { ...query, orderBy });
      return readable(process, services, caller) ? rows.map(rowOf) : [];
    },
    async insertImage(image) {
      alive();
      insertable(process, services, caller);
      return await media.publishAs(caller, image);
    },
    async insertPendingImage(image) {
      alive();
      return await pendingImage(services, caller, image);
    },
    async openImage(id, options = {}) {
      alive();
      const bytes = await media.provider.read(caller, one(id), options);
      if (!readable(process, services, caller)) throw denied(`content://media/external/images/media/${id}`);
      return bytes;
    },
    async writeImage(id, bytes) {
      alive();
      await media.provider.write(caller, one(id), bytes);
    },
    async deleteImage(id) {
      alive();
      const count = await media.provider.delete(caller, one(id));
      media.forgetThumbnails([id]);
      return count > 0;
    },
    async loadThumbnail(id) {
      alive();
      const bytes = await media.provider.read(caller, one(id));
      return await thumbnailOf(services, id, bytes);
    },
    async saveDownload(file) {
      alive();
      return await media.saveDownload(caller, file);
    },
    async pickImages({ max = 1 } = {}) {
      alive();
      const result = await services.activityResults.request(process, pickIntent(max));
      const read = (id: number): Promise<Buffer> => media.readPicked(caller, id);
      return pickedImages(result.kind === 'ok' ? result.uris : [], read);
    },
  };
}

async function pendingImage(
  { android, media }: AppServices,
  caller: MediaCaller,
  image: Omit<NewImage, 'bytes'>,
): Promise<PendingImage> {
  if (android.api < 29)
    throw new Error('java.lang.NoSuchFieldError: android.provider.MediaStore$MediaColumns.IS_PENDING');
  const values = contentValues({
    _display_name: fileNameOf(image.relativePath),
    relative_path: `${folderOf(`/${image.relativePath}`).slice(1)}/`,
    mime_type: image.mimeType,
    width: image.width,
    height: image.height,
    is_pending: 1,
  });
  const { id } = await media.provider.insert(caller, IMAGES, values);
  const uri = { ...IMAGES, id };
  return {
    id,
    write: (bytes) => media.provider.write(caller, uri, bytes),
    publish: async () =>
      void (await media.provider.update(caller, uri, { values: contentValues({ is_pending: 0 }) })),
    abandon: async () => void (await media.provider.delete(caller, uri)),
  };
}

/**
 * Until 9 a query with the operation ignored finds nothing; with it denied, it fails (ContentProvider, noteProxyOp). Later
 * MediaProvider itself asks for the operations, and leaves rows out.
 */
function readable(process: PhoneProcess, { android, appOps }: AppServices, caller: MediaCaller): boolean {
  if (android.api >= 29) return true;
  const mode = appOps.note(process, READ_OP);
  if (mode !== 'deny') return mode === 'allow';
  throw security(
    `Proxy package com.android.providers.media from uid ${MEDIA_UID} or calling package ${caller.package} from uid ${caller.uid} not allowed to perform ${READ_OP}`,
  );
}

function insertable(process: PhoneProcess, services: AppServices, caller: MediaCaller): void {
  const { appOps, android, media } = services;
  if (android.api < 29 || caller.legacy) media.mayInsert(caller);
  if (photographs(process) && appOps.note(process, 'CAMERA') !== 'allow')
    throw new Error('android.hardware.camera2.CameraAccessException: CAMERA_DISABLED (1)');
  // Apps of before scoped storage write the file by its path before they insert its row.
  const byPath = android.api < 29 || caller.legacy;
  if (byPath && appOps.note(process, WRITE_OP) !== 'allow') throw denied(media.storage.path);
}

/** Only the camera has pictures from the camera: the app that answers for it. */
function photographs({ package: known }: PhoneProcess): boolean {
  return known.activities.some(({ filters }) =>
    filters.some(({ actions }) => actions.includes('android.media.action.STILL_IMAGE_CAMERA')),
  );
}
