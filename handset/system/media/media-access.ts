import type { MediaTable } from './columns.ts';
import { JavaException, security } from './java-exception.ts';
import {
  MEDIA_LOCATION,
  type MediaCaller,
  READ_STORAGE,
  readPermission,
  USER_SELECTED,
  WRITE_STORAGE,
} from './media-caller.ts';
import type { MediaRecord } from './media-record.ts';
import { type MediaUri, mediaUri } from './media-uri.ts';

type Reach = (record: MediaRecord) => boolean;

/** Which rows were picked for an app by the user, or granted to it one by one. */
export interface Grants {
  selected(packageName: string, id: number): boolean;
  granted(packageName: string, id: number): boolean;
}

/** The rules of one version on who may see and change which rows of MediaStore. */
export interface MediaAccess {
  /** Notes the operations that a query notes. Throws where the version refuses the query altogether. */
  readable(caller: MediaCaller, uri: MediaUri): Reach;
  writable(caller: MediaCaller, uri: MediaUri): Reach;
}

const EVERYTHING: Reach = () => true;
const PROVIDER = 'com.android.providers.media.MediaProvider';

export function createMediaAccess(api: number, grants: Grants): MediaAccess {
  return api < 29 ? untilNine() : scoped(api, grants);
}

/** Until Android 9 one permission opens everything, and without it there is nothing. */
function untilNine(): MediaAccess {
  const reach = (caller: MediaCaller, uri: MediaUri, rule: 'read' | 'write'): Reach => {
    if (caller.kind !== 'app') return EVERYTHING;
    const permission = rule === 'read' ? READ_STORAGE : WRITE_STORAGE;
    if (caller.granted(permission)) return EVERYTHING;
    throw security(
      `Permission Denial: ${rule === 'read' ? 'reading' : 'writing'} ${PROVIDER} uri ${mediaUri(uri)} from pid=${caller.pid}, uid=${caller.uid} requires ${permission}, or grantUriPermission()`,
    );
  };
  return {
    readable: (caller, uri) => reach(caller, uri, 'read'),
    writable: (caller, uri) => reach(caller, uri, 'write'),
  };
}

/** From Android 10 on every app has its own rows, and permissions add to them (AccessChecker, getQueryBuilder). */
function scoped(api: number, grants: Grants): MediaAccess {
  return {
    readable(caller, { table }) {
      if (mayAll(caller, api) || legacyRead(caller)) return EVERYTHING;
      const kinds = kindsOf(table).filter((kind) => mayRead(caller, kind, api));
      const selected = kindsOf(table).length > kinds.length && mayReadSelected(caller, api);
      return (record) =>
        record.owner === caller.package ||
        kinds.some((kind) => kind === record.kind) ||
        (selected && grants.selected(caller.package, record.id));
    },
    writable(caller) {
      const legacy = caller.legacy && caller.granted(WRITE_STORAGE) && caller.note('WRITE_EXTERNAL_STORAGE');
      if (mayAll(caller, api) || legacy) return EVERYTHING;
      return (record) => record.owner === caller.package;
    },
  };
}

function mayAll(caller: MediaCaller, api: number): boolean {
  return caller.kind !== 'app' || (api >= 30 && caller.manager);
}

/** LocalCallingIdentity.isLegacyReadInternal: for such apps the old operation is noted, and no other. */
function legacyRead(caller: MediaCaller): boolean {
  return caller.legacy && caller.granted(READ_STORAGE) && caller.note('READ_EXTERNAL_STORAGE');
}

function kindsOf(table: MediaTable): readonly ('image' | 'video' | 'audio')[] {
  if (table === 'downloads') return [];
  if (table === 'file') return ['image', 'video', 'audio'];
  return [({ images: 'image', video: 'video', audio: 'audio' } as const)[table]];
}

/** PermissionUtils.checkPermissionReadImages and its like: the operation is that of the kind on every version. */
function mayRead(caller: MediaCaller, kind: 'image' | 'video' | 'audio', api: number): boolean {
  if (!caller.granted(readPermission(kind, api, caller.targetSdk))) return false;
  return caller.note(
    { image: 'READ_MEDIA_IMAGES', video: 'READ_MEDIA_VIDEO', audio: 'READ_MEDIA_AUDIO' }[kind],
  );
}

function mayReadSelected(caller: MediaCaller, api: number): boolean {
  if (api < 34 || caller.targetSdk < 33 || !caller.granted(USER_SELECTED)) return false;
  return caller.note('READ_MEDIA_VISUAL_USER_SELECTED');
}

/** What an app gets that may read a row but not change it: a screen could ask the user for that (RemoteAction). */
export function recoverable(caller: MediaCaller, uri: MediaUri): JavaException {
  return new JavaException(
    'android.app.RecoverableSecurityException',
    `${caller.package} has no access to ${mediaUri(uri)}`,
  );
}

export function noAccess(caller: MediaCaller, uri: MediaUri): JavaException {
  return security(`${caller.package} has no access to ${mediaUri(uri)}`);
}

/**
 * Whether the caller gets pictures without their place (LocalCallingIdentity.isRedactionNeededInternal). Apps that target
 * less than 10 hold the permission with that to read, of which the platform split it.
 */
export function redactsFor(caller: MediaCaller): boolean {
  if (caller.kind !== 'app') return false;
  return !(caller.granted(MEDIA_LOCATION) && caller.note('ACCESS_MEDIA_LOCATION'));
}
