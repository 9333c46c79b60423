import type { Adb } from './adb.ts';
import { parseMediaObservers } from './content-observers.ts';
import { parseNetworkCounters } from './network-counters.ts';
import { observeProcessState } from './process-state.ts';
import type { RecordingSink } from './recording-sink.ts';

interface CounterParts {
  readonly adb: Adb;
  readonly sink: RecordingSink;
  readonly packageName: string;
  readonly uid: number;
}

/**
 * Records the bytes that the phone counted for the target's UID. A poll first: otherwise the numbers are minutes old. It
 * is a call of its own, because one that polls prints nothing else (AOSP, NetworkStatsService.dump). When the phone
 * did not poll, or gives no UID section, nothing is recorded, and judging reports `counters-missing`.
 */
export async function sampleUidBytes(parts: CounterParts): Promise<void> {
  const outcome = await parts.adb.attempt('dumpsys netstats --poll; dumpsys netstats --uid');
  // Without the poll the numbers are old: equal before and after, they would explain away what was sent.
  if (!/^Forced poll\r?$/m.test(outcome.stdout)) return;
  const totals = parseNetworkCounters(outcome.stdout);
  if (totals === undefined) return;
  const own = totals.get(parts.uid) ?? { sentBytes: 0, receivedBytes: 0 };
  parts.sink.counter({
    kind: 'uid-bytes',
    hostMs: Date.now(),
    uid: parts.uid,
    package: parts.packageName,
    sentBytes: own.sentBytes,
    receivedBytes: own.receivedBytes,
    source: 'dumpsys-netstats',
  });
}

/** Records the target's process state and its observers on MediaStore. */
export async function sampleProcess(parts: CounterParts): Promise<void> {
  const observed = await observeProcessState(parts.adb, parts.packageName, parts.uid);
  parts.sink.counter({ kind: 'process-state', hostMs: Date.now(), package: parts.packageName, ...observed });
  const content = await parts.adb.attempt('dumpsys content');
  for (const observer of parseMediaObservers(content.stdout)) {
    if (observer.uid === parts.uid) parts.sink.counter({ kind: 'observer', hostMs: Date.now(), ...observer });
  }
}
