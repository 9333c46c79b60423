import type { Bundle } from '../model/bundle.ts';
import type { Finding } from '../model/finding.ts';

/** Whether a copy was still in its file in a watching pass after the app was closed, or after its prompt was dismissed. */
export function stillThere(bundle: Bundle, finding: Finding): boolean {
  const { place } = finding;
  if (place.kind !== 'artifact') return false;
  const ends = bundle.timeline.flatMap((event) => {
    if (event.kind === 'target-exited') return [event.at.hostMs];
    const dismissed =
      event.kind === 'consent' &&
      event.consent.kind === 'prompt-dismissed' &&
      event.consent.stimulus === finding.stimulus;
    return dismissed ? [event.at.hostMs] : [];
  });
  const gone = bundle.artifacts
    .filter(
      (one) =>
        one.path === place.path &&
        one.seenMs > finding.during.toMs &&
        (one.event === 'removed' || one.event === 'changed'),
    )
    .map((one) => one.seenMs);
  const goneMs = Math.min(Number.MAX_SAFE_INTEGER, ...gone);
  return bundle.timeline.some(
    (event) =>
      event.kind === 'watch-pass' &&
      event.pass.endedMs >= finding.during.toMs &&
      event.pass.endedMs < goneMs &&
      ends.some((endMs) => event.pass.startedMs >= endMs),
  );
}
