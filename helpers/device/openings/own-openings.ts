import type { Reach } from '../../model/artifact.ts';
import type { RecordingSink } from '../recording-sink.ts';

/** `perhaps`: the phone broke off before it said whether it had opened it. */
export type Opened = 'once' | 'perhaps' | 'never';

interface OwnOpening {
  readonly path: string;
  readonly reach: Reach;
  readonly hostMs: number;
  readonly opened: Opened;
}

/** Records that the harness opened a file: of shared storage, where openings are watched, it must not be taken for somebody else's. */
export function noteOwnOpening(sink: RecordingSink, { path, reach, hostMs, opened }: OwnOpening): void {
  if (reach !== 'shared-storage' || opened === 'never') return;
  const uncertain = opened === 'perhaps' ? { uncertain: true as const } : {};
  sink.counter({ kind: 'own-openings', hostMs, path, times: 1, ...uncertain });
}
