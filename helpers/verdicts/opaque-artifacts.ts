import type { Artifact } from '../model/artifact.ts';
import type { Bundle } from '../model/bundle.ts';
import type { Gap } from '../model/gap.ts';
import type { Search } from './searcher.ts';

/**
 * Files that came up in the target's own directories since the first stimulus and that no detector can see through: one
 * of them may be a disguised or encrypted copy.
 */
export function opaqueArtifacts(bundle: Bundle, search: Search): readonly Gap[] {
  const sinceMs = Math.min(...bundle.stimuli.map(({ requested }) => requested.hostMs));
  return bundle.artifacts.flatMap((artifact) => {
    const { reach, content, seenMs } = artifact;
    if (reach === 'shared-storage' || content.kind !== 'stored' || seenMs < sinceMs) return [];
    const bytes = bundle.contentOf(content.sha256);
    if (bytes === undefined) return []; // Said as `file-unreadable` already.
    const { opaque } = search(bytes, content.sha256);
    return opaque === 0 ? [] : [gapOf(artifact, opaque)];
  });
}

function gapOf({ path, reach, notBeforeMs, seenMs }: Artifact, opaque: number): Gap {
  return {
    code: 'opaque-file',
    channel: reach,
    during: { fromMs: notBeforeMs ?? seenMs, toMs: seenMs },
    because: `${opaque} bytes of ${path} are neither text, nor a picture that was found, nor packed in a way that could be undone: a disguised or encrypted copy could be in them`,
    remedy: 'look at the file by hand, or have the vendor say what it holds and how it is encrypted',
  };
}
