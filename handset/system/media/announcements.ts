import type { MediaUri } from './media-uri.ts';
import { mediaUri } from './media-uri.ts';
import type { MediaKind } from './mime-types.ts';

/** What observers are told of. */
export interface Announcement {
  readonly uri: string;
  readonly skipsDescendants?: boolean;
}

export interface MediaChange {
  readonly kind: 'insert' | 'update' | 'delete';
  /** The address that the caller named. */
  readonly via: MediaUri;
  readonly id: number;
  readonly mediaKind: MediaKind;
  readonly download: boolean;
}

const TABLE_OF = { image: 'images', audio: 'audio', video: 'video', none: undefined } as const;

/** What MediaProvider announces of a change, in its order, by the versions' sources. */
export function announcements(change: MediaChange, api: number): readonly Announcement[] {
  if (api < 29) return untilNine(change);
  return api < 30 ? ofTen(change) : fromEleven(change);
}

/** Android 9: the table for those who look at it alone, then the row; the whole volume when something went. */
function untilNine({ kind, via, id }: MediaChange): readonly Announcement[] {
  if (kind === 'delete') return [{ uri: `content://media/${via.volume}` }];
  if (kind === 'update') return [{ uri: mediaUri(via) }];
  const table = { ...via, id: undefined };
  return [{ uri: mediaUri(table), skipsDescendants: true }, { uri: mediaUri({ ...table, id }) }];
}

/** Android 10 (acceptWithExpansion): the address that was named, its other views, and the same on `external`. */
function ofTen({ kind, via, id }: MediaChange): readonly Announcement[] {
  const named = kind === 'insert' ? { ...via, id } : via;
  const volumes =
    via.volume === 'external' || via.volume === 'internal' ? [via.volume] : [via.volume, 'external'];
  const others: readonly MediaUri['table'][] =
    via.table === 'file' || via.table === 'downloads' ? ['audio', 'video', 'images'] : ['file', 'downloads'];
  return volumes.flatMap((volume) =>
    [named.table, ...others].map((table) => ({ uri: mediaUri({ ...named, volume, table }) })),
  );
}

/** Android 11 and up: by the row itself, whatever was named, on its own volume and on `external`. */
function fromEleven({ id, mediaKind, download }: MediaChange): readonly Announcement[] {
  const own = TABLE_OF[mediaKind];
  const tables: MediaUri['table'][] = [...(own === undefined ? [] : [own]), 'file'];
  if (download) tables.push('downloads');
  return ['external_primary', 'external'].flatMap((volume) =>
    tables.map((table) => ({ uri: mediaUri({ volume, table, id }) })),
  );
}
