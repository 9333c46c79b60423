import { closeSync, fstatSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { LineFile } from '../model/bundle.ts';
import { HarnessError } from '../model/harness-error.ts';

import { writeFailure } from './disk-full.ts';
import { reserveFile } from './object-store.ts';

/** The proxy writes `flows.jsonl` by itself. */
type WrittenFile = Exclude<LineFile, 'flows'>;
const WRITTEN_FILES: readonly WrittenFile[] = ['timeline', 'commands', 'stimuli', 'artifacts', 'counters'];

export interface LineWriter {
  /** Writes one line at once. Throws the first failure; after it, lines are dropped in silence. */
  write(file: WrittenFile, record: object): void;
  /** Does other writing work with the same rule for failures, except that a failed one always throws. */
  guarded<T>(work: () => Promise<T>): Promise<T>;
  failure(): HarnessError | undefined;
  close(): void;
}

interface Writing {
  readonly directory: string;
  readonly descriptors: ReadonlyMap<WrittenFile, number>;
  failure: HarnessError | undefined;
  closed: boolean;
}

/**
 * Opens the line files for appending. Writing is synchronous: what a caller has reported is with the operating
 * system before the caller goes on, so that a crash of the harness loses at most the line being written.
 */
export function openLineWriter(directory: string): LineWriter {
  const writing: Writing = { directory, descriptors: openAll(directory), failure: undefined, closed: false };
  return {
    write: (file, record) => write(writing, file, record),
    guarded: (work) => guarded(writing, work),
    failure: () => writing.failure,
    close: () => close(writing),
  };
}

function openAll(directory: string): ReadonlyMap<WrittenFile, number> {
  const descriptors = new Map<WrittenFile, number>();
  try {
    for (const file of WRITTEN_FILES) {
      const descriptor = openSync(path.join(directory, `${file}.jsonl`), 'a+', 0o600);
      descriptors.set(file, descriptor);
      endCutOffLine(descriptor);
    }
    return descriptors;
  } catch (error) {
    for (const descriptor of descriptors.values()) closeSync(descriptor);
    throw writeFailure(error, directory);
  }
}

/** A writer before us may have died in mid-line: what we add must not be glued to its half line. */
function endCutOffLine(descriptor: number): void {
  const { size } = fstatSync(descriptor);
  const last = Buffer.alloc(1);
  if (size === 0 || readSync(descriptor, last, 0, 1, size - 1) === 0 || last[0] === 0x0a) return;
  writeSync(descriptor, '\n');
}

function write(writing: Writing, file: WrittenFile, record: object): void {
  if (writing.closed) {
    writing.failure ??= new HarnessError('INTERNAL', {
      what: `an observation came too late for ${file}.jsonl`,
      why: 'the recorder was closed before',
      remedy: 'report this: a part of telltale went on after the recording had ended',
    });
  }
  if (writing.failure !== undefined) return;
  try {
    append(writing, file, `${JSON.stringify(record)}\n`);
  } catch (error) {
    throw fail(writing, error);
  }
}

function append(writing: Writing, file: WrittenFile, line: string): void {
  const descriptor = writing.descriptors.get(file);
  if (descriptor === undefined) throw new TypeError(`${file} is not open`);
  const bytes = Buffer.from(line);
  // A short write to a regular file means that the room ended here; the next write says so.
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
}

async function guarded<T>(writing: Writing, work: () => Promise<T>): Promise<T> {
  if (writing.failure !== undefined) throw writing.failure;
  try {
    return await work();
  } catch (error) {
    const failure = writeFailure(error, writing.directory);
    // Anything else, such as a source file that is not there, leaves the bundle as good as it was.
    throw failure.code === 'DISK_FULL' ? fail(writing, failure) : failure;
  }
}

/** Keeps the first failure and leaves it in the timeline, so that judging knows that lines are missing. */
function fail(writing: Writing, error: unknown): HarnessError {
  if (writing.failure !== undefined) return writing.failure;
  const failure = writeFailure(error, writing.directory);
  writing.failure = failure;
  if (writing.closed) return failure;
  const { code, what, why, remedy } = failure;
  const fault = JSON.stringify({ kind: 'fault', at: { hostMs: Date.now() }, code, what, why, remedy });
  try {
    rmSync(reserveFile(writing.directory), { force: true });
    // The line that failed may stand half written before it.
    append(writing, 'timeline', `\n${fault}\n`);
  } catch {
    // Then the bundle stays without its last events: `run-ended` and the seal are missing, which judging notices.
  }
  return failure;
}

function close(writing: Writing): void {
  if (writing.closed) return;
  writing.closed = true;
  for (const descriptor of writing.descriptors.values()) closeSync(descriptor);
}
