import type { Bundle } from '../model/bundle.ts';
import type { Gap } from '../model/gap.ts';
import type { Moment } from '../model/moment.ts';
import type { FileEvent, TimelineEvent } from '../model/timeline.ts';
import { isoTime } from './iso-time.ts';
import { isThumbnail, rawCaptures } from './own-files.ts';

/** Events of files between two watching passes, and the number of the pass that ended the stretch. */
interface Stretch {
  readonly events: readonly (FileEvent & { readonly at: Moment })[];
  /** Absent after the last pass. */
  readonly pass?: number;
}

/**
 * Files that the phone reported and whose content nobody has: they came and went between two passes, or were written
 * over. What was there before the first stimulus cannot hold one.
 */
export function goneFiles(bundle: Bundle): readonly Gap[] {
  const sinceMs = Math.min(...bundle.stimuli.map(({ requested }) => requested.hostMs));
  const captures = rawCaptures(bundle);
  const isOurs = ({ reach, path }: FileEvent): boolean => reach === 'shared-storage' && captures.has(path);
  return stretches(bundle.timeline).flatMap((stretch) =>
    stretch.events.flatMap((event, index) => {
      if (event.at.hostMs < sinceMs || isThumbnail(event) || isOurs(event) || !isContent(event)) return [];
      return isKnown(bundle, stretch, index) ? [] : [gapOf(event)];
    }),
  );
}

function stretches(timeline: readonly TimelineEvent[]): readonly Stretch[] {
  const all: Stretch[] = [];
  let events: (FileEvent & { readonly at: Moment })[] = [];
  for (const event of timeline) {
    if (event.kind === 'file-event') events.push({ ...event.event, at: event.at });
    if (event.kind !== 'watch-pass') continue;
    all.push({ events: byTime(events), pass: event.pass.number });
    events = [];
  }
  return [...all, { events: byTime(events) }];
}

/** Each watcher tells its own in order; of a directory that is new, one that looks into it tells what another saw as well. */
function byTime<Timed extends { readonly at: Moment }>(events: readonly Timed[]): readonly Timed[] {
  const timeOf = ({ at }: Timed): number => at.deviceMs ?? at.hostMs;
  return [...events].sort((a, b) => timeOf(a) - timeOf(b));
}

/** After these a file may hold what it did not hold before. */
function isContent({ what }: FileEvent): boolean {
  return what === 'created' || what === 'written' || what === 'moved-in';
}

/** Whether the content that a file had at this event is in the bundle, or is known to be what it was before. */
function isKnown(bundle: Bundle, stretch: Stretch, index: number): boolean {
  const event = stretch.events[index];
  if (event === undefined || event.caught !== undefined) return true;
  const path = event.what === 'renamed' ? event.to : event.path;
  const next = stretch.events.findIndex((one, at) => at > index && one.path === path);
  const following = stretch.events[next];
  switch (following?.what) {
    case undefined:
      return path !== undefined && isListed(bundle, path, stretch.pass);
    case 'renamed':
      return isKnown(bundle, stretch, next);
    case 'moved-in':
      // The other half of a rename to this path.
      return event.what === 'renamed' && isKnown(bundle, stretch, next);
    case 'created':
    case 'written':
      // Whoever made it had not closed it yet: what it holds by then is all that it ever held, and is asked by itself.
      return event.what === 'created';
    case 'moved-out':
    case 'deleted':
      return following?.caught !== undefined;
  }
}

/** The pass after it has it as it was left, or did not find it changed. */
function isListed(bundle: Bundle, path: string, pass: number | undefined): boolean {
  if (pass === undefined) return false;
  const own = bundle.artifacts.filter((one) => one.path === path && one.event !== 'caught');
  const then = own.filter((one) => one.pass === pass);
  if (then.length > 0) return then.every(({ event }) => event !== 'removed');
  const before = own.filter((one) => one.pass < pass).at(-1);
  return before !== undefined && before.event !== 'removed';
}

const GONE: Readonly<Record<string, string>> = {
  created: 'came up',
  written: 'was written',
  'moved-in': 'was moved there',
};

function gapOf({ path, reach, what, at }: FileEvent & { readonly at: Moment }): Gap {
  return {
    code: 'file-gone',
    channel: reach,
    during: { fromMs: at.hostMs, toMs: at.hostMs },
    because: `${path} ${GONE[what] ?? what} at ${isoTime(at.hostMs)}, and was gone or written over before its content could be copied`,
    remedy: 'repeat the run; what the app had there may have been a copy',
  };
}
