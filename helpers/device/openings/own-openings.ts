import type { Reach } from '../../model/artifact.ts';
import type { RecordingSink } from '../recording-sink.ts';

interface OwnOpening {
  readonly path: string;
  readonly reach: Reach;
  readonly hostMs: number;
  /** It was tried, and may have failed before the file was open. */
  readonly uncertain: boolean;
}

/** Records that the harness opened a file: of shared storage, where openings are watched, it must not be taken for somebody else's. */
export function noteOwnOpening(sink: RecordingSink, { path, reach, hostMs, uncertain }: OwnOpening): void {
  if (reach !== 'shared-storage') return;
  sink.counter({ kind: 'own-openings', hostMs, path, times: 1, ...(uncertain ? { uncertain } : {}) });
}
