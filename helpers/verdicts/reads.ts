import type { Bundle } from '../model/bundle.ts';
import type { Gap } from '../model/gap.ts';
import type { StimulusId } from '../model/ids.ts';
import type { Stimulus } from '../model/stimulus.ts';
import { notedReads, registerShowsNone } from './noted-reads.ts';
import { openedFile } from './opened-files.ts';

/** What is known of images that were read without being copied: what the phone noted, and what could not be seen. */
export function readGaps(bundle: Bundle): readonly Gap[] {
  return [...notedReads(bundle), ...bundle.stimuli.flatMap((stimulus) => readOrUnknown(bundle, stimulus))];
}

function readOrUnknown(bundle: Bundle, stimulus: Stimulus): readonly Gap[] {
  const { id, delivery, requested } = stimulus;
  if (delivery.kind === 'undelivered') return [];
  // As long as storage was watched, reading has to have been.
  const fromMs = requested.hostMs;
  const toMs = Math.max(
    delivery.at.hostMs,
    ...bundle.timeline.flatMap((event) => (event.kind === 'watch-pass' ? [event.pass.startedMs] : [])),
  );
  const { unwatched, opened } = openedFile(bundle, stimulus, { fromMs, toMs });
  return [...opened, ...unwatched.flatMap((one) => unobserved(bundle, id, one))];
}

function unobserved(
  bundle: Bundle,
  stimulus: StimulusId,
  { during, because }: ReturnType<typeof openedFile>['unwatched'][number],
): readonly Gap[] {
  if (registerShowsNone(bundle, during.fromMs, during.toMs)) return [];
  const { androidRelease, sdk } = bundle.run.device;
  const noting =
    sdk < 30 ? 'notes nothing when a file is opened by its path' : 'notes only the first reading by path';
  return [
    {
      code: 'reads-unobserved',
      channel: 'reads',
      stimulus,
      during,
      because: `whether an app read ${stimulus} without copying it is not known: Android ${androidRelease} ${noting}, and ${because}`,
      remedy: 'use a phone with root, where openings of the file are seen',
    },
  ];
}
