import type { RecordingSink } from '../../helpers/device/recording-sink.ts';
import { hashOf } from '../../helpers/evidence/object-store.ts';

/** Takes what watchers record and keeps nothing of it but what is asked for: there is no bundle. */
export function collectingSink(takes: Partial<Pick<RecordingSink, 'timeline' | 'counter'>>): RecordingSink {
  return {
    timeline: () => undefined,
    stimulus: () => undefined,
    artifact: () => undefined,
    counter: () => undefined,
    storeObject: async (bytes) => hashOf(bytes),
    ...takes,
  };
}
