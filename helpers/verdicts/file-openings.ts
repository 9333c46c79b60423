import type { Bundle } from '../model/bundle.ts';
import type { CounterSample, UnattendedKind } from '../model/counter.ts';
import type { Interval } from '../model/moment.ts';
import type { Stimulus } from '../model/stimulus.ts';

type Openings = Extract<CounterSample, { kind: 'openings' }>;
type OwnOpenings = Extract<CounterSample, { kind: 'own-openings' }>;
type Unattended = Extract<CounterSample, { kind: 'unattended-image' }>;

/** How often, and for how long, the phone itself opens a new image. */
export interface UsualOpenings {
  /** The least of all that were tried, so that nothing of the target's hides behind it. */
  readonly times: number;
  /** After so many milliseconds it was done with all of them. */
  readonly withinMs: number;
}

/** By images that came about in the same way while the target was stopped; `undefined` when that was not tried. */
export function usualOpenings(bundle: Bundle, stimulus: Stimulus): UsualOpenings | undefined {
  const image = unattendedKind(stimulus);
  const tried = bundle.counters.flatMap((sample) => {
    if (sample.kind !== 'unattended-image' || sample.image !== image) return [];
    const whole = watchedStretches(bundle, sample.path).some(
      ({ fromMs, toMs }) => fromMs <= sample.requestedMs && toMs >= sample.hostMs,
    );
    return whole ? [usualOf(bundle, sample)] : [];
  });
  if (tried.length === 0) return undefined;
  return {
    times: Math.min(...tried.map(({ times }) => times)),
    withinMs: Math.max(...tried.map(({ withinMs }) => withinMs)),
  };
}

function usualOf(bundle: Bundle, { path, requestedMs, hostMs }: Unattended): UsualOpenings {
  const reports = openings(bundle).map((one) => ({
    ...one,
    opened: one.opened.filter(({ atMs }) => atMs <= hostMs),
  }));
  const opened = timesIn(reports, path, []);
  // Nobody opened the file before it was there.
  const own = ownOpenings(bundle, path).filter((one) => one.hostMs <= hostMs);
  const byPhone = own.reduce((left, one) => withoutLatest(left, one), opened);
  return {
    times: Math.max(0, opened.length - sumOf(own)),
    withinMs: Math.max(0, ...byPhone.map((atMs) => atMs - requestedMs)),
  };
}

/** The harness notes what it opened when it is done with it. */
function withoutLatest(opened: readonly number[], { hostMs, times }: OwnOpenings): readonly number[] {
  const before = opened.filter((atMs) => atMs <= hostMs).sort((a, b) => a - b);
  return [...before.slice(0, Math.max(0, before.length - times)), ...opened.filter((atMs) => atMs > hostMs)];
}

/** The kind of unattended image that came about in the same way. */
function unattendedKind({ kind, savedBy }: Stimulus): UnattendedKind | undefined {
  switch (kind) {
    case 'photo':
      return 'photo';
    case 'saved-image':
      return savedBy;
    case 'screenshot-of-other-app':
    case 'screenshot-of-target':
      return 'screenshot';
  }
}

/** When all openings in the file's directory were reported, in order, each as long as it lasted. */
export function watchedStretches(bundle: Bundle, path: string): readonly Interval[] {
  const directory = path.slice(0, path.lastIndexOf('/'));
  const seeing = openings(bundle).filter((one) => one.complete && one.directories.includes(directory));
  return joined(seeing.map(({ fromMs, hostMs }) => ({ fromMs, toMs: hostMs })));
}

/** Stretches that touch are one. They come by their beginnings. */
export function joined(stretches: readonly Interval[]): readonly Interval[] {
  const all: Interval[] = [];
  for (const { fromMs, toMs } of stretches) {
    const last = all.at(-1);
    if (last === undefined || fromMs > last.toMs) all.push({ fromMs, toMs });
    else all[all.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, toMs) };
  }
  return all;
}

export function openings(bundle: Bundle): readonly Openings[] {
  return bundle.counters
    .flatMap((sample) => (sample.kind === 'openings' ? [sample] : []))
    .sort((a, b) => a.fromMs - b.fromMs || a.hostMs - b.hostMs);
}

/** When it was opened by the reports that lie in a stretch: two clocks meet in the times of openings, not in those of reports. */
export function openingsOf(bundle: Bundle, path: string, stretch: Interval): readonly number[] {
  const reports = openings(bundle).filter(
    ({ fromMs, hostMs }) => fromMs >= stretch.fromMs && hostMs <= stretch.toMs,
  );
  return timesIn(reports, path, pickerStretches(bundle));
}

/** While the phone's own picker lay before the user, and the target had leave to see nothing: it showed them all images. */
function pickerStretches({ timeline }: Bundle): readonly Interval[] {
  return timeline.flatMap((event) =>
    event.kind === 'phone-picker' ? [{ fromMs: event.fromMs, toMs: event.at.hostMs }] : [],
  );
}

function timesIn(
  reports: readonly Openings[],
  path: string,
  apartFrom: readonly Interval[],
): readonly number[] {
  const seen = reports
    .flatMap(({ opened }) => opened)
    .filter((one) => isOf(one.path, path))
    .filter(({ atMs }) => !apartFrom.some(({ fromMs, toMs }) => atMs >= fromMs && atMs <= toMs));
  const timesOf = (event: 'opened' | 'closed'): readonly number[] =>
    seen.filter((one) => one.event === event).map(({ atMs }) => atMs);
  // Of the one, two at once may have been told as one; there were at least as many as of the other.
  const [opened, closed] = [timesOf('opened'), timesOf('closed')];
  return closed.length > opened.length ? closed : opened;
}

/** What the harness itself opened of a file, and when it had; what it only tried to may have failed. */
export function ownOpenings(bundle: Bundle, path: string): readonly OwnOpenings[] {
  return bundle.counters
    .flatMap((sample) => (sample.kind === 'own-openings' && isOf(sample.path, path) ? [sample] : []))
    .sort((a, b) => a.hostMs - b.hostMs);
}

export function sumOf(own: readonly OwnOpenings[]): number {
  return own.reduce((sum, { times }) => sum + times, 0);
}

/** From Android 11 on an image has another name until it is published. */
function isOf(path: string, image: string): boolean {
  if (path === image) return true;
  const slash = image.lastIndexOf('/') + 1;
  const pending = /^\.(?:pending|trashed)-\d+-/.exec(path.slice(slash))?.[0];
  return pending !== undefined && path === `${image.slice(0, slash)}${pending}${image.slice(slash)}`;
}
