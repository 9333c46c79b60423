import type { Bundle } from '../model/bundle.ts';
import type { Finding } from '../model/finding.ts';
import type { StimulusId } from '../model/ids.ts';
import type { Interval } from '../model/moment.ts';

/**
 * When a copy was seen in its file although the app had been closed, or its prompt dismissed: from the first to the
 * last such watching pass. `undefined` when it was not. An end before the copy came about is none of it: the app may
 * have been opened again.
 */
export function stillThere(bundle: Bundle, finding: Finding): Interval | undefined {
  const { place } = finding;
  if (place.kind !== 'artifact') return undefined;
  const ends = endsOf(bundle, finding.stimulus);
  const gone = bundle.artifacts
    .filter(
      (one) =>
        one.path === place.path &&
        one.seenMs > finding.during.toMs &&
        (one.event === 'removed' || one.event === 'changed'),
    )
    .map((one) => one.seenMs);
  const goneMs = Math.min(Number.MAX_SAFE_INTEGER, ...gone);
  const seen = bundle.timeline.flatMap((event) =>
    event.kind === 'watch-pass' &&
    event.pass.endedMs >= finding.during.toMs &&
    event.pass.endedMs < goneMs &&
    ends.some((endMs) => endMs >= finding.during.fromMs && event.pass.startedMs >= endMs)
      ? [event.pass]
      : [],
  );
  if (seen.length === 0) return undefined;
  return {
    fromMs: Math.min(...seen.map(({ startedMs }) => startedMs)),
    toMs: Math.max(...seen.map(({ endedMs }) => endedMs)),
  };
}

/** When the app was closed, or the prompt for this image dismissed: from then on no copy may be left. */
export function endsOf(bundle: Bundle, stimulus: StimulusId): readonly number[] {
  return bundle.timeline.flatMap((event) => {
    if (event.kind === 'target-exited') return [event.at.hostMs];
    const dismissed =
      event.kind === 'consent' &&
      event.consent.kind === 'prompt-dismissed' &&
      event.consent.stimulus === stimulus;
    return dismissed ? [event.at.hostMs] : [];
  });
}
