import type { AppProcess, MediaRow } from '../parts.ts';
import { type AppServices, denied, endedError, READ, READ_OP, WRITE, WRITE_OP } from './app-services.ts';
import type { AppOps } from './appops.ts';
import { IMAGES_URI } from './media-store.ts';
import type { PhoneProcess } from './process.ts';

const MEDIA_UID = 1023;

/** MediaStore as an app sees it. */
export function createAppMedia(
  process: PhoneProcess,
  services: AppServices,
): Pick<AppProcess, 'observeMedia' | 'queryImages' | 'insertImage'> {
  const { package: known, pid } = process;
  const { uid } = known;
  const alive = (): void => {
    if (process.ended) throw endedError(process);
  };
  const media = (permission: string): void => {
    alive();
    if (!known.granted.has(permission)) {
      throw new Error(
        `java.lang.SecurityException: Permission Denial: reading com.android.providers.media.MediaProvider uri ${IMAGES_URI} from pid=${pid}, uid=${uid} requires ${permission}, or grantUriPermission()`,
      );
    }
  };
  return {
    observeMedia(uri, onChange) {
      alive();
      process.onEnd.push(
        services.media.observe({
          uri,
          uid,
          pid,
          onChange: (changed) => void services.guard(process, () => onChange(changed)),
        }),
      );
    },
    async queryImages(): Promise<readonly MediaRow[]> {
      media(READ);
      return readable(process, services.appOps) ? services.media.images() : [];
    },
    async insertImage(image) {
      media(WRITE);
      insertable(process, services.appOps, `/storage/emulated/0/${image.relativePath}`);
      return await services.media.publish(image, uid);
    },
  };
}

/** A query with the operation ignored finds nothing; with it denied, it fails (ContentProvider, noteProxyOp). */
function readable(process: PhoneProcess, appOps: AppOps): boolean {
  const { uid, package: name } = process.package;
  const mode = appOps.note(process, READ_OP);
  if (mode !== 'deny') return mode === 'allow';
  throw new Error(
    `java.lang.SecurityException: Proxy package com.android.providers.media from uid ${MEDIA_UID} or calling package ${name} from uid ${uid} not allowed to perform ${READ_OP}`,
  );
}

function insertable(process: PhoneProcess, appOps: AppOps, path: string): void {
  if (photographs(process) && appOps.note(process, 'CAMERA') !== 'allow')
    throw new Error('android.hardware.camera2.CameraAccessException: CAMERA_DISABLED (1)');
  // Android 9's apps write the file by its path before they insert its row.
  if (appOps.note(process, WRITE_OP) !== 'allow') throw denied(path);
}

/** Only the camera has pictures from the camera: the app that answers for it. */
function photographs({ package: known }: PhoneProcess): boolean {
  return known.activities.some(({ filters }) =>
    filters.some(({ actions }) => actions.includes('android.media.action.STILL_IMAGE_CAMERA')),
  );
}
