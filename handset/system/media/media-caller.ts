/** Who asks MediaProvider, and what it may do. */
export interface MediaCaller {
  /** `system`: a part of Android, which may do everything; `shell`: adb and root. */
  readonly kind: 'system' | 'shell' | 'app';
  readonly package: string;
  readonly uid: number;
  readonly pid: number;
  readonly targetSdk: number;
  /** Whether the app lives by the rules of before scoped storage (AppOpsManager.OPSTR_LEGACY_STORAGE). */
  readonly legacy: boolean;
  /** All files access (MANAGE_EXTERNAL_STORAGE), from 11 on. */
  readonly manager: boolean;
  granted(permission: string): boolean;
  /** Notes the operation, as at a delivery of data; whether it was allowed. */
  note(operation: string): boolean;
}

export const SHELL_CALLER: MediaCaller = {
  kind: 'shell',
  package: 'com.android.shell',
  uid: 2000,
  pid: 0,
  targetSdk: 10_000,
  legacy: false,
  manager: true,
  granted: () => true,
  note: () => true,
};

/** A part of Android, by its package. */
export function systemCaller(name: string, uid: number): MediaCaller {
  return { ...SHELL_CALLER, kind: 'system', package: name, uid };
}

const ANDROID = 'android.permission.';
export const READ_STORAGE = `${ANDROID}READ_EXTERNAL_STORAGE`;
export const WRITE_STORAGE = `${ANDROID}WRITE_EXTERNAL_STORAGE`;
export const USER_SELECTED = `${ANDROID}READ_MEDIA_VISUAL_USER_SELECTED`;
export const MEDIA_LOCATION = `${ANDROID}ACCESS_MEDIA_LOCATION`;

/** The permission that opens a kind of media to an app: one for all until 12, one each for apps that target 13. */
export function readPermission(kind: 'image' | 'video' | 'audio', api: number, targetSdk: number): string {
  if (api < 33 || targetSdk < 33) return READ_STORAGE;
  return `${ANDROID}READ_MEDIA_${{ image: 'IMAGES', video: 'VIDEO', audio: 'AUDIO' }[kind]}`;
}

/** Whether an app lives by the old rules of storage: by its target, its manifest and the version. */
export function livesByLegacyStorage(
  app: { readonly targetSdk: number; readonly requestLegacyExternalStorage?: boolean | undefined },
  api: number,
): boolean {
  if (api < 29 || app.targetSdk < 29) return true;
  // From 11 on the request counts only for apps that target 10 (compat change FORCE_ENABLE_SCOPED_STORAGE aside).
  return app.requestLegacyExternalStorage === true && (api === 29 || app.targetSdk === 29);
}
