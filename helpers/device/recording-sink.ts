import type { Artifact } from '../model/artifact.ts';
import type { CounterSample } from '../model/counter.ts';
import type { Sha256 } from '../model/ids.ts';
import type { Stimulus } from '../model/stimulus.ts';
import type { TimelineEvent } from '../model/timeline.ts';

/** Where the watchers put what they see: the part of a bundle's recorder that they need. */
export interface RecordingSink {
  timeline(event: TimelineEvent): void;
  stimulus(stimulus: Stimulus): void;
  artifact(artifact: Artifact): void;
  counter(sample: CounterSample): void;
  storeObject(bytes: Uint8Array): Promise<Sha256>;
}
