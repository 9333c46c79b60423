import type { Bundle } from '../model/bundle.ts';
import type { Gap } from '../model/gap.ts';
import type { Interval } from '../model/moment.ts';
import type { Stimulus } from '../model/stimulus.ts';
import {
  joined,
  openings,
  openingsOf,
  ownOpenings,
  sumOf,
  type UsualOpenings,
  usualOpenings,
  watchedStretches,
} from './file-openings.ts';
import { foregroundStretches } from './foreground.ts';
import { isoTime } from './iso-time.ts';

/** A stretch in which nothing follows from what was seen. */
interface Unwatched {
  readonly during: Interval;
  readonly because: string;
}

interface OpenedFile {
  readonly unwatched: readonly Unwatched[];
  /** By somebody else than the harness and the phone itself. */
  readonly opened: readonly Gap[];
}

/**
 * Whether somebody opened an image's file during a stretch. inotify does not tell who: what the harness opened itself is known, and
 * what the phone opens of a new image is counted on one that was made while the target was stopped.
 */
export function openedFile(bundle: Bundle, stimulus: Stimulus, during: Interval): OpenedFile {
  const blind = (because: string): OpenedFile => ({ unwatched: [{ during, because }], opened: [] });
  if (stimulus.delivery.kind === 'undelivered') return blind('it was not delivered');
  const because = blindness(bundle);
  if (because !== undefined) return blind(because);
  const usual = usualOpenings(bundle, stimulus);
  if (usual === undefined) return blind('no image of its kind was made with the target stopped');
  const { path } = stimulus.delivery;
  const watched = stretchesIn(bundle, path, { during, usual });
  return {
    unwatched: holes(watched, absences(bundle), during).map((hole) => ({
      during: hole,
      because: `openings in ${path.slice(0, path.lastIndexOf('/'))} were not watched all the time`,
    })),
    opened: watched.flatMap((stretch) => openedIn(bundle, stimulus, { path, stretch, during, usual })),
  };
}

/** Why nothing follows from any watching. */
function blindness(bundle: Bundle): string | undefined {
  if (openings(bundle).length === 0) return 'openings of files were not watched';
  const controls = bundle.timeline.flatMap((event) =>
    event.kind === 'control' && event.control.channel === 'reads' ? [event.control.found] : [],
  );
  return controls.length === 0 || controls.includes(false)
    ? 'a file that the harness opened was not reported'
    : undefined;
}

/**
 * What was watched of `during`. A watch that ended before the phone is done with a new image says nothing: how many of the
 * openings that it saw were the phone's own nobody knows.
 */
function stretchesIn(
  bundle: Bundle,
  path: string,
  { during, usual }: { readonly during: Interval; readonly usual: UsualOpenings },
): readonly Interval[] {
  return watchedStretches(bundle, path)
    .filter(({ fromMs, toMs }) => toMs > during.fromMs && fromMs < during.toMs)
    .filter(({ fromMs, toMs }) => fromMs > during.fromMs || toMs >= during.fromMs + usual.withinMs)
    .filter(({ fromMs }) => fromMs <= during.fromMs || fromMs >= during.fromMs + usual.withinMs);
}

/** What of `during` nobody watched while the target may have run. */
function holes(
  watched: readonly Interval[],
  absent: readonly Interval[],
  during: Interval,
): readonly Interval[] {
  const answered = joined([...watched, ...absent].sort((a, b) => a.fromMs - b.fromMs));
  const open: Interval[] = [];
  let fromMs = during.fromMs;
  for (const stretch of answered) {
    if (stretch.fromMs > fromMs && fromMs < during.toMs)
      open.push({ fromMs, toMs: Math.min(stretch.fromMs, during.toMs) });
    fromMs = Math.max(fromMs, stretch.toMs);
  }
  return fromMs < during.toMs ? [...open, { fromMs, toMs: during.toMs }] : open;
}

/** When the target did not run it opened nothing, whoever watched. */
function absences(bundle: Bundle): readonly Interval[] {
  return bundle.counters.flatMap((sample) =>
    sample.kind === 'target-absent' ? [{ fromMs: sample.fromMs, toMs: sample.hostMs }] : [],
  );
}

interface Looked {
  readonly path: string;
  readonly stretch: Interval;
  readonly during: Interval;
  readonly usual: UsualOpenings;
}

function openedIn(bundle: Bundle, { id }: Stimulus, looked: Looked): readonly Gap[] {
  const { path, stretch, during } = looked;
  const opened = openingsOf(bundle, path, stretch);
  const more = tooMany(bundle, looked, () => true);
  if (more <= 0) return [];
  const lastMs = Math.max(during.fromMs, ...opened);
  const inFront = tooMany(bundle, looked, isBehind(bundle)) <= 0;
  return [
    {
      code: 'read-noted',
      channel: 'reads',
      stimulus: id,
      during: { fromMs: Math.max(during.fromMs, stretch.fromMs), toMs: lastMs },
      because: `the file of ${id} was opened ${more} time${more === 1 ? '' : 's'} more than the phone itself and the harness do, the last time at ${isoTime(lastMs)}`,
      remedy: 'find out which app opened it',
      ...(inFront ? { inFront } : {}),
    },
  ];
}

/** How many openings of those moments nobody accounts for. The phone opens an image by itself when it is new, and never later. */
function tooMany(
  bundle: Bundle,
  { path, stretch, during, usual }: Looked,
  when: (atMs: number) => boolean,
): number {
  // Only what the harness certainly opened: counting one too many would hide one of somebody else's.
  const own = ownOpenings(bundle, path).filter(
    ({ hostMs, uncertain }) =>
      uncertain !== true && hostMs >= stretch.fromMs && hostMs <= stretch.toMs && when(hostMs),
  );
  const isNew = stretch.fromMs <= during.fromMs && when(during.fromMs);
  return openingsOf(bundle, path, stretch).filter(when).length - sumOf(own) - (isNew ? usual.times : 0);
}

/** When the target was not known to be in front. */
function isBehind(bundle: Bundle): (atMs: number) => boolean {
  const stretches = foregroundStretches(bundle);
  return (atMs) => !stretches.some(({ seenMs, toMs }) => atMs >= seenMs && atMs <= toMs);
}
