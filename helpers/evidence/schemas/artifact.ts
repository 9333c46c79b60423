import { z } from 'zod';
import type { Artifact, ArtifactContent, ArtifactEvent, FileStat, Reach } from '../../model/artifact.ts';
import { artifactId, count, milliseconds, schemaOf, sha256, text, words } from './fields.ts';

export const reach = words<Reach>({
  'shared-storage': 'shared-storage',
  'app-external-storage': 'app-external-storage',
  'app-internal-storage': 'app-internal-storage',
});

const event = words<ArtifactEvent>({
  baseline: 'baseline',
  created: 'created',
  changed: 'changed',
  removed: 'removed',
  caught: 'caught',
});

const stat = schemaOf<FileStat>()({
  bytes: count,
  modifiedMs: milliseconds,
  changedMs: milliseconds.exactOptional(),
  inode: count,
  owner: text,
});

type Content<Kind extends ArtifactContent['kind']> = Extract<ArtifactContent, { kind: Kind }>;

const content = z.discriminatedUnion('kind', [
  schemaOf<Content<'stored'>>()({ kind: z.literal('stored'), sha256, bytes: count }),
  schemaOf<Content<'not-pulled'>>()({ kind: z.literal('not-pulled') }),
  schemaOf<Content<'removed'>>()({ kind: z.literal('removed') }),
  schemaOf<Content<'unreadable'>>()({ kind: z.literal('unreadable'), because: text }),
]) satisfies z.ZodType<ArtifactContent>;

/** A line of `artifacts.jsonl`. */
export const artifactSchema = schemaOf<Artifact>()({
  id: artifactId,
  path: text,
  reach,
  event,
  pass: count,
  notBeforeMs: milliseconds.exactOptional(),
  seenMs: milliseconds,
  stat: stat.exactOptional(),
  renamedFrom: text.exactOptional(),
  content,
}) satisfies z.ZodType<Artifact>;
