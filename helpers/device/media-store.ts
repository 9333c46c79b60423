import type { Adb } from './adb.ts';

/** One row of MediaStore's images. `path` is the phone's and hostile. */
export interface MediaStoreRow {
  readonly id: number;
  readonly bytes: number;
  /** Seconds since the Unix epoch, the phone's clock. */
  readonly dateAdded: number;
  readonly path: string;
  /** The row as printed. */
  readonly line: string;
}

/** The path comes last because nothing in the output ends it: names may hold `, ` and line breaks. */
const QUERY =
  'content query --uri content://media/external/images/media --projection _id:_size:date_added:_data';

/** Parses `Row: N _id=…, _size=…, date_added=…, _data=…`. A row without a size yet is left out: it is not settled. */
export function parseMediaStoreRows(output: string): readonly MediaStoreRow[] {
  const rows: MediaStoreRow[] = [];
  for (const text of output.split(/^(?=Row: \d+ _id=\d+, )/m)) {
    const match = /^Row: \d+ _id=(\d+), _size=(\d+), date_added=(\d+), _data=([\s\S]+)$/.exec(
      text.replace(/\n$/, ''),
    );
    if (match === null) continue;
    const [line, id, bytes, dateAdded, path] = match;
    if (path === undefined) continue;
    rows.push({ id: Number(id), bytes: Number(bytes), dateAdded: Number(dateAdded), path, line });
  }
  return rows;
}

export async function queryImages(adb: Adb): Promise<readonly MediaStoreRow[]> {
  return parseMediaStoreRows(await adb.shell(QUERY));
}
