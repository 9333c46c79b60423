import type { AppProcess, Intent, MediaRow, Network, PhoneFiles } from '../parts.ts';
import type { AppOps } from './appops.ts';
import type { Logcat } from './logcat.ts';
import { IMAGES_URI, type MediaStore } from './media-store.ts';
import type { PhoneProcess } from './process.ts';

export interface ProcessServices {
  readonly files: PhoneFiles;
  readonly media: MediaStore;
  readonly network: Network;
  readonly logcat: Logcat;
  readonly appOps: AppOps;
  readonly displaySize: { readonly width: number; readonly height: number };
  now(): number;
  startActivity(intent: Intent): Promise<void>;
  /** Runs code of the app; what it throws ends its process. */
  guard(process: PhoneProcess, work: () => void | Promise<void>): Promise<void>;
}

const READ = 'android.permission.READ_EXTERNAL_STORAGE';
const WRITE = 'android.permission.WRITE_EXTERNAL_STORAGE';
const READ_OP = 'READ_EXTERNAL_STORAGE';
const WRITE_OP = 'WRITE_EXTERNAL_STORAGE';
const SDCARD_RW = 1015;
const MEDIA_UID = 1023;

/** What an app can do, with the rules of Android 9 enforced on each call. */
export function createAppProcess(process: PhoneProcess, services: ProcessServices): AppProcess {
  const { package: known, pid } = process;
  const { manifest } = appOf(process);
  const uid = known.uid;
  const alive = (): void => {
    if (process.ended) throw new Error(`process ${pid} has ended`);
  };
  const media = (permission: string): void => {
    alive();
    if (!known.granted.has(permission)) {
      throw new Error(
        `java.lang.SecurityException: Permission Denial: reading com.android.providers.media.MediaProvider uri ${IMAGES_URI} from pid=${pid}, uid=${uid} requires ${permission}, or grantUriPermission()`,
      );
    }
  };
  noteMount(process, services.appOps);
  return {
    uid,
    pid,
    manifest,
    displaySize: services.displaySize,
    now: services.now,
    show(screen) {
      if (!process.ended) process.screen = screen;
    },
    startActivity: (intent) => services.startActivity(intent),
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
    files: createAppFiles(process, services),
    async request(request) {
      alive();
      return await services.network.request(
        { uid, targetSdk: known.targetSdk, ...manifest.network },
        request,
      );
    },
    later(milliseconds, work) {
      const timer = setTimeout(() => void services.guard(process, work), milliseconds);
      process.onEnd.push(() => clearTimeout(timer));
    },
    log: (tag, message) => services.logcat.write(pid, 'I', tag, message),
  };
}

function appOf(process: PhoneProcess): NonNullable<PhoneProcess['package']['app']> {
  const { app } = process.package;
  if (app === undefined) throw new Error(`${process.package.package} is an APK: its code cannot run here`);
  return app;
}

/**
 * What a new process sees of shared storage is decided by the operations, which notes them: at the start, and never at
 * the opening of a file by its path (AppOpsService.systemReady of Android 9, ExternalStorageMountPolicy).
 */
function noteMount(process: PhoneProcess, appOps: AppOps): void {
  if (!process.package.granted.has(READ)) return;
  if (appOps.note(process, READ_OP) === 'allow') appOps.note(process, WRITE_OP);
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

/** The app's own directories always; the rest of shared storage with the permission; nothing else. */
function createAppFiles(process: PhoneProcess, services: ProcessServices): AppProcess['files'] {
  const { package: known } = process;
  const name = known.package;
  const internal = [`/data/data/${name}/`, `/data/user/0/${name}/`, `/data/user_de/0/${name}/`];
  const external = ['data', 'media', 'obb'].map((part) => `/storage/emulated/0/Android/${part}/${name}/`);

  function checked(
    phonePath: string,
    permission: string,
  ): { readonly path: string; readonly shared: boolean } {
    if (process.ended) throw new Error(`process ${process.pid} has ended`);
    const path = phonePath.replace(/^\/sdcard\//, '/storage/emulated/0/');
    if (path.split('/').includes('..')) throw denied(path);
    if (internal.some((own) => path.startsWith(own))) return { path, shared: false };
    if (external.some((own) => path.startsWith(own))) return { path, shared: true };
    const others = /^\/storage\/emulated\/0\/Android\/(?:data|obb|media)\//.test(path);
    const mounted =
      services.appOps.mode(name, READ_OP) === 'allow' &&
      (permission === READ || services.appOps.mode(name, WRITE_OP) === 'allow');
    if (path.startsWith('/storage/emulated/0/') && !others && known.granted.has(permission) && mounted)
      return { path, shared: true };
    throw denied(path);
  }

  return {
    read: async (path) => await services.files.read(checked(path, READ).path),
    async write(path, bytes) {
      const target = checked(path, WRITE);
      const owner = target.shared
        ? { uid: known.uid, gid: SDCARD_RW, mode: 0o660 }
        : { uid: known.uid, gid: known.uid, mode: 0o600 };
      await services.files.write(target.path, bytes, owner);
    },
    rename: async (from, to) =>
      await services.files.rename(checked(from, WRITE).path, checked(to, WRITE).path),
    remove: async (path) => await services.files.remove(checked(path, WRITE).path),
    list: async (path) => await services.files.list(checked(path, READ).path),
  };
}

function denied(path: string): Error {
  return Object.assign(new Error(`java.io.FileNotFoundException: ${path} (Permission denied)`), {
    code: 'EACCES',
  });
}
