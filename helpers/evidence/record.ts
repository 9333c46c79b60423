import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Artifact } from '../model/artifact.ts';
import { type CommandRecord, LINE_FILES, type LineFile } from '../model/bundle.ts';
import type { CounterSample } from '../model/counter.ts';
import { HarnessError } from '../model/harness-error.ts';
import type { Sha256 } from '../model/ids.ts';
import type { RunRecord } from '../model/run.ts';
import type { Stimulus } from '../model/stimulus.ts';
import type { TimelineEvent } from '../model/timeline.ts';
import { storeObject } from './object-store.ts';

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
  close(): Promise<void>;
}

/** Lays out an empty bundle. `flows.jsonl` is there from the start too: the proxy appends to it. */
export async function createBundle(directory: string): Promise<void> {
  await mkdir(path.join(directory, 'objects'), { recursive: true });
  for (const name of LINE_FILES) await writeFile(path.join(directory, `${name}.jsonl`), '', { flag: 'a' });
}

/** Opens a bundle for writing; lines are added to what is there. */
export async function openRecorder(directory: string): Promise<Recorder> {
  const files = new Map<LineFile, number>();
  for (const name of LINE_FILES) {
    if (name !== 'flows') files.set(name, openSync(path.join(directory, `${name}.jsonl`), 'a'));
  }
  const append = (name: LineFile, line: unknown): void => {
    const file = files.get(name);
    if (file !== undefined) diskFullIsSaid(() => writeSync(file, `${JSON.stringify(line)}\n`), directory);
  };
  return {
    async writeRun(run) {
      await writeFile(path.join(directory, 'run.json'), `${JSON.stringify(run, null, 2)}\n`);
    },
    timeline: (event) => append('timeline', event),
    command: (command) => append('commands', command),
    stimulus: (stimulus) => append('stimuli', stimulus),
    artifact: (artifact) => append('artifacts', artifact),
    counter: (sample) => append('counters', sample),
    async storeObject(bytes) {
      try {
        return await storeObject(directory, bytes);
      } catch (cause) {
        throw diskFull(directory, cause) ?? cause;
      }
    },
    async close() {
      for (const file of files.values()) closeSync(file);
      files.clear();
    },
  };
}

function diskFullIsSaid(write: () => void, directory: string): void {
  try {
    write();
  } catch (cause) {
    throw diskFull(directory, cause) ?? cause;
  }
}

function diskFull(directory: string, cause: unknown): HarnessError | undefined {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code !== 'ENOSPC' && code !== 'EDQUOT' && code !== 'EFBIG') return undefined;
  return new HarnessError('DISK_FULL', {
    what: 'the evidence could not be written',
    why: `there is no room left for ${directory}`,
    remedy: 'make room and start again; what was written before is kept',
    cause,
  });
}
