import { randomBytes } from 'node:crypto';
import { HarnessError } from '../../model/harness-error.ts';
import { SIGNALS } from '../../model/signal.ts';
import type { Adb } from '../adb.ts';
import type { RecordingSink } from '../recording-sink.ts';
import { sectionsOf, signalCommands, signalsScript } from './script.ts';
import { signalLines, unobservable } from './signal-lines.ts';

interface SamplerParts {
  readonly adb: Adb;
  readonly sink: RecordingSink;
  readonly packageName: string;
  readonly uid: number;
  readonly sdk: number;
}

/**
 * Asks the phone, in one round trip, for everything that it keeps on record of the target, and records it. A phone that
 * is gone ends the recording; anything else that it cannot tell is recorded as not observable.
 */
export async function sampleSignals(parts: SamplerParts): Promise<void> {
  const { adb, sink, packageName, uid } = parts;
  const mark = `T${randomBytes(7).toString('base64url')}`;
  const startedMs = Date.now();
  try {
    const outcome = await adb.attempt(signalsScript(signalCommands(parts), mark));
    const sections = sectionsOf(outcome.stdout, mark);
    const answers = { sections, packageName, uid, startedMs, endedMs: Date.now() };
    for (const line of signalLines(answers)) sink.counter(line);
  } catch (error) {
    if (!(error instanceof HarnessError) || error.code === 'DEVICE_LOST') throw error;
    for (const signal of SIGNALS)
      sink.counter(unobservable(signal, startedMs, `${error.what}: ${error.why}`));
  }
}
