import type { Bundle } from '../model/bundle.ts';
import type { Interval } from '../model/moment.ts';

/**
 * When the user had the target in front: from the beginning of the step in which it was seen there until it was seen gone.
 * At the beginning of that step it is still behind: who asks has to have another sign for the time before it was seen.
 */
export function foregroundStretches(bundle: Bundle): readonly (Interval & { readonly seenMs: number })[] {
  const stretches: { fromMs: number; seenMs: number; toMs: number }[] = [];
  let stepMs: number | undefined;
  for (const { kind, at } of bundle.timeline) {
    if (kind === 'step') stepMs = at.hostMs;
    const open = stretches.at(-1);
    if (kind === 'target-entered-foreground' && (open === undefined || open.toMs < Number.MAX_SAFE_INTEGER))
      stretches.push({ fromMs: stepMs ?? at.hostMs, seenMs: at.hostMs, toMs: Number.MAX_SAFE_INTEGER });
    if ((kind === 'target-left-foreground' || kind === 'target-exited') && open !== undefined)
      open.toMs = Math.min(open.toMs, at.hostMs);
  }
  return stretches;
}
