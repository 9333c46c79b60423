import type { Artifact } from '../model/artifact.ts';
import type { Bundle } from '../model/bundle.ts';

/** The phone's own previews. In the target's directories a folder of that name is the target's, and no excuse. */
export function isThumbnail({ reach, path }: Pick<Artifact, 'reach' | 'path'>): boolean {
  return reach === 'shared-storage' && path.includes('/.thumbnails/');
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
