import type { Bundle } from '../model/bundle.ts';
import type { Gap } from '../model/gap.ts';
import type { Control } from '../model/timeline.ts';

const CONTROLLED = ['shared-storage', 'app-external-storage', 'app-internal-storage', 'traffic'] as const;

/**
 * A watcher that found its controls at the start may have gone blind on the way, and so may the proxy: each is a witness
 * only when it found one before the first image and one after the last.
 */
export function lateControls(bundle: Bundle): readonly Gap[] {
  const firstMs = Math.min(...bundle.stimuli.map(({ requested }) => requested.hostMs));
  const lastMs = Math.max(...bundle.stimuli.map(({ delivery }) => delivery.at.hostMs));
  return CONTROLLED.flatMap((channel) => {
    const found = bundle.timeline.flatMap((event) =>
      event.kind === 'control' && event.control.channel === channel && isLeakFound(event.control)
        ? [event.at.hostMs]
        : [],
    );
    // One that was missed, or none at all, is said already.
    if (found.length === 0 || bundle.stimuli.length === 0) return [];
    const before = found.some((at) => at <= firstMs);
    if (before && found.some((at) => at >= lastMs)) return [];
    return [
      {
        code: 'control-missed' as const,
        channel,
        because: `no control was found on ${channel} ${before ? 'after the last' : 'before the first'} image`,
        remedy: 'repeat the run to its end',
      },
    ];
  });
}

function isLeakFound({ plants, found }: Control): boolean {
  return found && plants !== 'no-leak';
}
