import type { MediaTable } from './columns.ts';
import { illegalArgument } from './java-exception.ts';
import type { MediaCaller } from './media-caller.ts';
import {
  expiringFile,
  packageDirectory,
  type SharedStorage,
  sanitizedName,
  storageIn,
} from './media-path.ts';
import { type MediaUri, mediaUri } from './media-uri.ts';
import { endingOf, kindOf, mimeTypeOf } from './mime-types.ts';

/** What a caller says of a file that it wants to have a row; all of it may be missing. */
export interface Wanted {
  readonly displayName: string | undefined;
  readonly mimeType: string | undefined;
  readonly relativePath: string | undefined;
  readonly state: 'pending' | 'trashed' | undefined;
}

export interface Placed {
  readonly folder: string;
  /** As the user sees it. */
  readonly displayName: string;
  /** As it lies in the folder. */
  fileName(displayName: string): string;
  readonly mimeType: string;
}

interface Rule {
  readonly mimeType: string;
  readonly primary: string;
  readonly allowed: readonly string[];
}

const AUDIO = ['Alarms', 'Audiobooks', 'Music', 'Notifications', 'Podcasts', 'Ringtones'];
const WEEK_SECONDS = 7 * 24 * 3600;
const MONTH_SECONDS = 30 * 24 * 3600;

/** MediaProvider.ensureFileColumns: where each collection's files may lie, and what they are when nobody says. */
function ruleOf(table: MediaTable, api: number): Rule {
  switch (table) {
    case 'images':
      return { mimeType: 'image/jpeg', primary: 'Pictures', allowed: ['DCIM', 'Pictures'] };
    case 'video':
      return {
        mimeType: 'video/mp4',
        primary: 'Movies',
        allowed: api < 30 ? ['DCIM', 'Movies'] : ['DCIM', 'Movies', 'Pictures'],
      };
    case 'audio': {
      const recordings = api >= 31 ? ['Recordings'] : [];
      const allowed = [...AUDIO.slice(0, 5), ...recordings, ...AUDIO.slice(5)];
      return { mimeType: 'audio/mpeg', primary: 'Music', allowed };
    }
    case 'downloads':
      return { mimeType: 'application/octet-stream', primary: 'Download', allowed: ['Download'] };
    case 'file':
      return {
        mimeType: 'application/octet-stream',
        primary: 'Download',
        allowed: ['Download', 'Documents'],
      };
  }
}

/** Where a new file of scoped storage goes (Android 10 and up). Throws in MediaProvider's words what is not allowed. */
export function place(
  wanted: Wanted,
  where: {
    readonly caller: MediaCaller;
    readonly uri: MediaUri;
    readonly api: number;
    readonly nowMs: number;
    readonly storage: SharedStorage;
  },
): Placed {
  const { caller, uri, api, nowMs, storage } = where;
  const rule = ruleOf(uri.table, api);
  const plain = sanitizedName(wanted.displayName ?? String(nowMs));
  const mimeType = wanted.mimeType ?? typeByName(plain, uri.table, rule);
  if (kindOf(rule.mimeType) !== 'none' && kindOf(mimeType) !== kindOf(rule.mimeType))
    throw illegalArgument(
      `MIME type ${mimeType} cannot be inserted into ${mediaUri(uri)}; expected MIME type under ${kindOf(rule.mimeType)}/*`,
    );
  const folders = (wanted.relativePath ?? `${rule.primary}/`).split('/').filter((part) => part !== '');
  const folder = [storage.path, ...folders.map(sanitizedName)].join('/');
  if (!placeAllowed(`${folder}/`, { caller, table: uri.table, api })) {
    const primary = folder.slice(storage.path.length + 1).split('/')[0] || 'null';
    throw illegalArgument(
      `Primary directory ${primary} not allowed for ${mediaUri(uri)}; allowed directories are [${rule.allowed.join(', ')}]`,
    );
  }
  const displayName = withEnding(plain, mimeType);
  const expires = Math.floor(nowMs / 1000) + (wanted.state === 'trashed' ? MONTH_SECONDS : WEEK_SECONDS);
  const { state } = wanted;
  return {
    folder,
    displayName,
    mimeType,
    // On 10 the state is a column only (no such name in its MediaProvider).
    fileName: (name) =>
      state === undefined || api < 30 ? name : expiringFile({ state, expires, displayName: name }),
  };
}

function typeByName(name: string, table: MediaTable, rule: Rule): string {
  const byName = mimeTypeOf(name);
  const fits = table === 'file' || table === 'downloads' || kindOf(byName) === kindOf(rule.mimeType);
  return byName !== undefined && fits ? byName : rule.mimeType;
}

/** Whether a file of that path may be made in that collection, by its folder alone. */
export function placeAllowed(
  path: string,
  where: { readonly caller: MediaCaller; readonly table: MediaTable; readonly api: number },
): boolean {
  const { caller, table, api } = where;
  const primary = path.slice(storageIn(path).length + 1).split('/')[0] ?? '';
  const own = packageDirectory(path);
  const ownMedia = own?.part === 'media' && own.package === caller.package;
  return caller.kind !== 'app' || caller.manager || ruleOf(table, api).allowed.includes(primary) || ownMedia;
}

/** FileUtils.splitFileName: a name whose ending is of another type gets the type's ending. */
function withEnding(name: string, mimeType: string): string {
  const ending = endingOf(mimeType);
  return mimeTypeOf(name) === mimeType || ending === undefined ? name : `${name}.${ending}`;
}
