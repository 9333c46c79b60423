import type { Bundle } from '../model/bundle.ts';
import type { CounterSample } from '../model/counter.ts';
import type { Gap } from '../model/gap.ts';
import type { Interval } from '../model/moment.ts';
import type { Stimulus } from '../model/stimulus.ts';
import { foregroundStretches } from './foreground.ts';
import { isoTime } from './iso-time.ts';

type Openings = Extract<CounterSample, { kind: 'openings' }>;

/** `unwatched`: nothing follows from what was seen. `opened`: by somebody else than the harness and the phone itself. */
export type OpenedFile =
  | { readonly kind: 'unwatched'; readonly because: string }
  | { readonly kind: 'not-opened' }
  | { readonly kind: 'opened'; readonly gap: Gap };

/**
 * Whether somebody opened an image's file during a stretch. inotify does not tell who: what the harness opened itself is known, and
 * what the phone opens of a new image is counted on one that was made while the target was stopped.
 */
export function openedFile(bundle: Bundle, stimulus: Stimulus, during: Interval): OpenedFile {
  if (stimulus.delivery.kind === 'undelivered') return { kind: 'unwatched', because: 'it was not delivered' };
  const { path } = stimulus.delivery;
  const because = blindness(bundle, path, during);
  if (because !== undefined) return { kind: 'unwatched', because };
  const usual = usualOpenings(bundle, stimulus);
  if (usual === undefined)
    return { kind: 'unwatched', because: 'no image of its kind was made with the target stopped' };
  const opened = openingsOf(bundle, path, Number.MAX_SAFE_INTEGER);
  // Only what the harness certainly opened: counting one too many would hide one of somebody else's.
  const own = ownOpenings(bundle, path, Number.MAX_SAFE_INTEGER).atLeast;
  const more = opened.length - own - usual;
  if (more <= 0) return { kind: 'not-opened' };
  const lastMs = Math.max(during.fromMs, ...opened);
  const stretches = foregroundStretches(bundle);
  const inFront = opened.every((atMs) =>
    stretches.some(({ seenMs, toMs }) => atMs >= seenMs && atMs <= toMs),
  );
  return {
    kind: 'opened',
    gap: {
      code: 'read-noted',
      channel: 'reads',
      stimulus: stimulus.id,
      during: { fromMs: during.fromMs, toMs: lastMs },
      because: `the file of ${stimulus.id} was opened ${more} time${more === 1 ? '' : 's'} more than the phone itself and the harness do, the last time at ${isoTime(lastMs)}`,
      remedy: 'find out which app opened it',
      ...(inFront ? { inFront } : {}),
    },
  };
}

/** Why nothing follows from the watching of a file; `undefined` when all its openings are known. */
function blindness(bundle: Bundle, path: string, { fromMs, toMs }: Interval): string | undefined {
  const watches = openings(bundle);
  if (watches.length === 0) return 'openings of files were not watched';
  const controls = bundle.timeline.flatMap((event) =>
    event.kind === 'control' && event.control.channel === 'reads' ? [event.control.found] : [],
  );
  if (controls.length === 0 || controls.includes(false))
    return 'a file that the harness opened was not reported';
  const directory = path.slice(0, path.lastIndexOf('/'));
  const seeing = watches.filter((watch) => watch.complete && watch.directories.includes(directory));
  let untilMs = fromMs;
  for (const stretch of [...seeing, ...absences(bundle)].sort((a, b) => a.fromMs - b.fromMs))
    if (stretch.fromMs <= untilMs) untilMs = Math.max(untilMs, stretch.hostMs);
  return untilMs >= toMs ? undefined : `openings in ${directory} were not watched all the time`;
}

/**
 * The least that the phone opened an image of that kind by itself, so that nothing of the target's hides behind it;
 * `undefined` when that was not tried.
 */
function usualOpenings(bundle: Bundle, { kind }: Stimulus): number | undefined {
  if (kind === 'saved-image') return undefined;
  const image = kind === 'photo' ? 'photo' : 'screenshot';
  const counts = bundle.counters.flatMap((sample) => {
    if (sample.kind !== 'unattended-image' || sample.image !== image) return [];
    if (blindness(bundle, sample.path, { fromMs: sample.requestedMs, toMs: sample.hostMs }) !== undefined)
      return [];
    const opened = openingsOf(bundle, sample.path, sample.hostMs).length;
    return [Math.max(0, opened - ownOpenings(bundle, sample.path, sample.hostMs).atMost)];
  });
  return counts.length === 0 ? undefined : Math.min(...counts);
}

function openings(bundle: Bundle): readonly Openings[] {
  return bundle.counters
    .flatMap((sample) => (sample.kind === 'openings' ? [sample] : []))
    .sort((a, b) => a.fromMs - b.fromMs || a.hostMs - b.hostMs);
}

/** When the target did not run it opened nothing, whoever watched. */
function absences(bundle: Bundle): readonly { readonly fromMs: number; readonly hostMs: number }[] {
  return bundle.counters.flatMap((sample) => (sample.kind === 'target-absent' ? [sample] : []));
}

function openingsOf(bundle: Bundle, path: string, untilMs: number): readonly number[] {
  const seen = openings(bundle)
    .flatMap(({ opened }) => opened)
    .filter((one) => one.atMs <= untilMs && isOf(one.path, path));
  const timesOf = (event: 'opened' | 'closed'): readonly number[] =>
    seen.filter((one) => one.event === event).map(({ atMs }) => atMs);
  // Of the one, two at once may have been told as one; there were at least as many as of the other.
  const [opened, closed] = [timesOf('opened'), timesOf('closed')];
  return closed.length > opened.length ? closed : opened;
}

/** How often the harness itself opened a file, and how often it may have. */
function ownOpenings(
  bundle: Bundle,
  path: string,
  untilMs: number,
): { readonly atLeast: number; readonly atMost: number } {
  const own = bundle.counters.flatMap((sample) =>
    sample.kind === 'own-openings' && sample.hostMs <= untilMs && isOf(sample.path, path) ? [sample] : [],
  );
  const sum = (samples: typeof own): number => samples.reduce((total, { times }) => total + times, 0);
  return { atLeast: sum(own.filter(({ uncertain }) => uncertain !== true)), atMost: sum(own) };
}

/** From Android 11 on an image has another name until it is published. */
function isOf(path: string, image: string): boolean {
  if (path === image) return true;
  const slash = image.lastIndexOf('/') + 1;
  const pending = /^\.(?:pending|trashed)-\d+-/.exec(path.slice(slash))?.[0];
  return pending !== undefined && path === `${image.slice(0, slash)}${pending}${image.slice(slash)}`;
}
