import type { MediaTable } from './columns.ts';

/** An address of MediaStore: a collection on a volume, or one row of it. */
export interface MediaUri {
  readonly volume: string;
  readonly table: MediaTable;
  readonly id: number | undefined;
}

const PATHS: Readonly<Record<MediaTable, string>> = {
  images: 'images/media',
  video: 'video/media',
  audio: 'audio/media',
  file: 'file',
  downloads: 'downloads',
};
const TABLES: readonly MediaTable[] = ['images', 'video', 'audio', 'file', 'downloads'];

export const IMAGES: MediaUri = { volume: 'external', table: 'images', id: undefined };

export function mediaUri({ volume, table, id }: MediaUri): string {
  return `content://media/${volume}/${PATHS[table]}${id === undefined ? '' : `/${id}`}`;
}

/** Takes `content://media/…` apart; undefined for what names no collection that is known here. */
export function parseMediaUri(uri: string): MediaUri | undefined {
  const [, volume, rest] = /^content:\/\/media\/([^/?#]+)\/([^?#]+)/.exec(uri) ?? [];
  if (volume === undefined || rest === undefined) return undefined;
  for (const table of TABLES) {
    const [, id] = new RegExp(`^${PATHS[table]}(?:/(\\d{1,15}))?/?$`).exec(rest) ?? [];
    const there = rest.replace(/\/$/, '') === PATHS[table] || id !== undefined;
    if (there) return { volume, table, id: id === undefined ? undefined : Number(id) };
  }
  return undefined;
}

/** The volumes that a version knows: the synthetic `external` on all, `external_primary` from 10 on. */
export function hasVolume(volume: string, api: number): boolean {
  return volume === 'external' || volume === 'internal' || (volume === 'external_primary' && api >= 29);
}
