import type { Artifact } from '../model/artifact.ts';
import type { Bundle } from '../model/bundle.ts';
import type { Finding } from '../model/finding.ts';
import type { Gap } from '../model/gap.ts';
import { opaqueBytes } from './opaque-bytes.ts';

/**
 * Files that came up in the target's own directories since the first stimulus and that no detector can see through
 * yet: one of them may be a disguised or encrypted copy. Decoders will close these gaps; until then they are said.
 */
export function opaqueArtifacts(bundle: Bundle, findings: readonly Finding[]): readonly Gap[] {
  const sinceMs = Math.min(...bundle.stimuli.map(({ requested }) => requested.hostMs));
  return bundle.artifacts.flatMap((artifact) => {
    const { reach, content, seenMs } = artifact;
    if (reach === 'shared-storage' || content.kind !== 'stored' || seenMs < sinceMs) return [];
    const bytes = bundle.contentOf(content.sha256);
    if (bytes === undefined) return []; // Said as `file-unreadable` already.
    const found = findings.filter(({ place }) => place.kind === 'artifact' && place.artifact === artifact.id);
    const opaque = opaqueBytes(bytes, found);
    return opaque === 0 ? [] : [gapOf(artifact, opaque)];
  });
}

function gapOf({ path, reach, notBeforeMs, seenMs }: Artifact, opaque: number): Gap {
  return {
    code: 'opaque-file',
    channel: reach,
    during: { fromMs: notBeforeMs ?? seenMs, toMs: seenMs },
    because: `${opaque} bytes of ${path} are neither text nor a picture that was found: a disguised or encrypted copy could be in them`,
    remedy: 'look at the file by hand; decoders for packed and disguised files are to come',
  };
}
