import type { Reach } from '../../model/artifact.ts';
import type { FileEvent } from '../../model/timeline.ts';
import type { MomentRecord } from './moment-record.ts';
import { type RawPath, rawPath, shownPath } from './raw-path.ts';
import { reachOf, type WatchRoot } from './watch-roots.ts';

/** One event of a file, as the bundle is to have it, with what only the recording needs. */
export interface MomentEvent {
  readonly raw: RawPath;
  readonly path: string;
  readonly reach: Reach;
  readonly what: FileEvent['what'];
  readonly to?: string;
  /** The name of the copy that lies on the phone. */
  readonly caught?: string;
  readonly opened: MomentRecord['opened'];
  readonly deviceMs: number;
}

/** By toybox's letters: its help has `m` and `y` the wrong way round (IN_MOVED_FROM is `m`; toys/other/inotifyd.c). */
const WHAT: ReadonlyMap<string, FileEvent['what']> = new Map([
  ['n', 'created'],
  ['w', 'written'],
  ['d', 'deleted'],
  ['m', 'moved-out'],
  ['y', 'moved-in'],
]);

/**
 * The events of a stretch, in order. The kernel tells both halves of a rename one after the other to the same watcher:
 * these become one event.
 */
export function momentEvents(
  records: readonly MomentRecord[],
  roots: readonly WatchRoot[],
  packageName: string,
): readonly MomentEvent[] {
  const nextOf = new Map<MomentRecord, MomentRecord>();
  const lastOf = new Map<number, MomentRecord>();
  for (const record of records) {
    const before = lastOf.get(record.pid);
    if (before?.what === 'm' && record.what === 'y') nextOf.set(before, record);
    lastOf.set(record.pid, record);
  }
  return records.flatMap((record) => {
    const what = WHAT.get(record.what);
    if (what === undefined) return [];
    const raw = listedPath(record.rest, roots);
    const next = nextOf.get(record);
    const event: MomentEvent = {
      raw,
      path: shownPath(raw),
      reach: reachAt(raw, roots, packageName),
      what: next === undefined ? what : 'renamed',
      deviceMs: record.deviceMs,
      opened: record.opened,
      ...(next === undefined ? {} : { to: shownPath(listedPath(next.rest, roots)) }),
      ...(record.caught === undefined ? {} : { caught: record.caught }),
    };
    return [event];
  });
}

/** The most specific root that holds it decides. */
export function reachAt(path: RawPath, roots: readonly WatchRoot[], packageName: string): Reach {
  const raw = listedPath(path, roots);
  const holding = roots.filter((one) => raw === one.path || raw.startsWith(`${one.path}/`));
  const root = holding.sort((a, b) => b.path.length - a.path.length)[0];
  return root === undefined ? 'shared-storage' : reachOf(shownPath(raw), root, packageName);
}

/** The name under which a listing has it: the watch looks at shared storage from below. */
function listedPath(raw: RawPath, roots: readonly WatchRoot[]): RawPath {
  const match = /^\/data\/media\/(\d+)(?=\/|$)/.exec(raw);
  if (match === null || roots.some(({ path }) => raw.startsWith(`${path}/`))) return raw;
  return rawPath(`/storage/emulated/${match[1]}${raw.slice(match[0].length)}`);
}
