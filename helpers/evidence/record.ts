import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Artifact } from '../model/artifact.ts';
import { type CommandRecord, LINE_FILES } from '../model/bundle.ts';
import type { CounterSample } from '../model/counter.ts';
import { HarnessError } from '../model/harness-error.ts';
import type { Sha256 } from '../model/ids.ts';
import type { RunRecord } from '../model/run.ts';
import type { Stimulus } from '../model/stimulus.ts';
import type { TimelineEvent } from '../model/timeline.ts';
import { writeFailure } from './disk-full.ts';
import { openLineWriter } from './line-writer.ts';
import { INCOMING, reserveFile, type StoredObject, storeHostFile, storeObject } from './object-store.ts';

/**
 * Writes a bundle as a run happens. Each line is written at once and whole, so that a crash loses at most the last
 * one, and two processes may write to the same bundle.
 */
export interface Recorder {
  writeRun(run: RunRecord): Promise<void>;
  timeline(event: TimelineEvent): void;
  command(command: CommandRecord): void;
  stimulus(stimulus: Stimulus): void;
  artifact(artifact: Artifact): void;
  counter(sample: CounterSample): void;
  storeObject(bytes: Uint8Array): Promise<Sha256>;
  /** Copies a file of the host into the store, without holding it in memory; the file stays where it is. */
  storeFile(hostPath: string): Promise<StoredObject>;
  /** Why nothing more is written. The failure was thrown once; lines after it are dropped in silence. */
  readonly failure: HarnessError | undefined;
  close(): Promise<void>;
}

const RESERVE_BYTES = 64 * 1024;

/** Lays out an empty bundle. `flows.jsonl` is there from the start too: the proxy appends to it. */
export async function createBundle(directory: string): Promise<void> {
  try {
    // Screenshots and photos are private, whatever the umask says.
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await mkdir(path.dirname(reserveFile(directory)), { recursive: true });
    for (const name of LINE_FILES) await writeFile(path.join(directory, `${name}.jsonl`), '', { flag: 'a' });
    await writeFile(reserveFile(directory), Buffer.alloc(RESERVE_BYTES, 1));
  } catch (error) {
    throw writeFailure(error, directory);
  }
}

/**
 * Opens a bundle for writing; lines are added to what is there. A sealed bundle is refused with `BUNDLE_INVALID`:
 * nothing is added to evidence after the fact.
 */
export async function openRecorder(directory: string): Promise<Recorder> {
  await refuseSealed(directory);
  const writer = openLineWriter(directory);
  return {
    writeRun: (run) => writer.guarded(() => writeRun(directory, run)),
    timeline: (event) => writer.write('timeline', event),
    command: (command) => writer.write('commands', command),
    stimulus: (stimulus) => writer.write('stimuli', stimulus),
    artifact: (artifact) => writer.write('artifacts', artifact),
    counter: (sample) => writer.write('counters', sample),
    storeObject: (bytes) => writer.guarded(() => storeObject(directory, bytes)),
    storeFile: (hostPath) => writer.guarded(() => storeHostFile(directory, hostPath)),
    get failure() {
      return writer.failure();
    },
    close: async () => writer.close(),
  };
}

async function refuseSealed(directory: string): Promise<void> {
  if ((await stat(path.join(directory, 'manifest.json')).catch(() => undefined)) === undefined) return;
  throw new HarnessError('BUNDLE_INVALID', {
    what: `${directory} cannot be recorded into`,
    why: 'it is sealed, and nothing is added to a sealed bundle',
    remedy: 'start a run of its own: npm run verify -- --app=<name>',
  });
}

async function writeRun(directory: string, run: RunRecord): Promise<void> {
  const waiting = path.join(directory, 'objects', INCOMING, `run-${process.pid}.json`);
  await mkdir(path.dirname(waiting), { recursive: true });
  await writeFile(waiting, `${JSON.stringify(run, null, 2)}\n`);
  await rename(waiting, path.join(directory, 'run.json'));
}
