import type { Bundle } from '../model/bundle.ts';
import type { Gap } from '../model/gap.ts';
import type { Stimulus } from '../model/stimulus.ts';
import { notedReads, registerShowsNone } from './noted-reads.ts';

/** What is known of images that were read without being copied: what the phone noted, and what could not be seen. */
export function readGaps(bundle: Bundle): readonly Gap[] {
  return [...notedReads(bundle), ...bundle.stimuli.flatMap((stimulus) => unobserved(bundle, stimulus))];
}

function unobserved(bundle: Bundle, { id, delivery, requested }: Stimulus): readonly Gap[] {
  if (delivery.kind === 'undelivered') return [];
  const fromMs = requested.hostMs;
  // As long as storage was watched, reading has to have been.
  const toMs = Math.max(
    delivery.at.hostMs,
    ...bundle.timeline.flatMap((event) => (event.kind === 'watch-pass' ? [event.pass.startedMs] : [])),
  );
  if (registerShowsNone(bundle, fromMs, toMs)) return [];
  const { androidRelease, sdk } = bundle.run.device;
  return [
    {
      code: 'reads-unobserved',
      channel: 'reads',
      stimulus: id,
      during: { fromMs, toMs },
      because: `whether an app read ${id} without copying it is not known: Android ${androidRelease} ${
        sdk < 30 ? 'notes nothing when a file is opened by its path' : 'notes only the first reading by path'
      }`,
      remedy: 'use a phone with root, where openings of the file are seen',
    },
  ];
}
