import type { Artifact } from '../model/artifact.ts';
import type { Bundle } from '../model/bundle.ts';

/** The phone's own previews. In the target's directories a folder of that name is the target's, and no excuse. */
export function isThumbnail({ reach, path }: Pick<Artifact, 'reach' | 'path'>): boolean {
  return reach === 'shared-storage' && path.includes('/.thumbnails/');
}

/**
 * The screen as the harness itself captured it into a file: it shows what a stimulus may show too. Only in shared storage,
 * where nothing of ours could be taken for the target's.
 */
export function rawCaptures({ timeline }: Bundle): ReadonlySet<string> {
  return new Set(
    timeline.flatMap((event) =>
      event.kind === 'control' &&
      event.control.channel === 'shared-storage' &&
      event.control.plants === 'no-leak'
        ? [event.control.detail]
        : [],
    ),
  );
}

/** Where the stimuli themselves lie, and lay while they were made: from Android 11 on they are renamed when published. */
export function stimulusPaths(bundle: Bundle): ReadonlySet<string> {
  const paths = new Set(
    bundle.stimuli.flatMap(({ delivery }) => (delivery.kind === 'delivered' ? [delivery.path] : [])),
  );
  for (const event of bundle.timeline) {
    if (event.kind !== 'file-event' || event.event.reach !== 'shared-storage') continue;
    const { what, path, to } = event.event;
    if (what === 'renamed' && to !== undefined && paths.has(to)) paths.add(path);
  }
  return paths;
}
