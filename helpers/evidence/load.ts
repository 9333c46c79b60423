import { readFileSync } from 'node:fs';
import { lstat, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import type { Artifact } from '../model/artifact.ts';
import type { Bundle, CommandRecord, Damage, LineFile } from '../model/bundle.ts';
import type { CounterSample } from '../model/counter.ts';
import type { Flow } from '../model/flow.ts';
import { HarnessError } from '../model/harness-error.ts';
import type { Sha256 } from '../model/ids.ts';
import type { RunRecord } from '../model/run.ts';
import type { Stimulus } from '../model/stimulus.ts';
import type { TimelineEvent } from '../model/timeline.ts';
import { issuesOf, readLines } from './lines.ts';
import { hashOf, objectPath } from './object-store.ts';
import {
  artifact,
  commandRecord,
  counterSample,
  flow,
  runRecord,
  stimulus,
  timelineEvent,
} from './schemas.ts';
import { checkSeal } from './seal.ts';

/**
 * Loads a bundle and checks every line of it. What is wrong with single lines or files becomes `damage`, and so a gap;
 * only a bundle that does not say what was run is refused, with `BUNDLE_INVALID` and every bad field.
 */
export async function loadBundle(directory: string): Promise<Bundle> {
  const run = await loadRun(directory);
  const damage: Damage[] = [];
  // The schema is checked against the model's type by the round-trip test; the cast follows the check.
  const load = async <Line>(name: LineFile, schema: z.ZodType): Promise<readonly Line[]> => {
    const file = `${name}.jsonl`;
    const read = await readLines(path.join(directory, file), file, schema);
    damage.push(...read.damage);
    return read.values as readonly Line[];
  };
  return {
    run,
    timeline: await load<TimelineEvent>('timeline', timelineEvent),
    commands: await load<CommandRecord>('commands', commandRecord),
    stimuli: await load<Stimulus>('stimuli', stimulus),
    artifacts: await load<Artifact>('artifacts', artifact),
    flows: await load<Flow>('flows', flow),
    counters: await load<CounterSample>('counters', counterSample),
    contentOf: (sha256) => readObject(directory, sha256),
    seal: await checkSeal(directory),
    damage,
  };
}

async function loadRun(directory: string): Promise<RunRecord> {
  const file = path.join(directory, 'run.json');
  let json: unknown;
  try {
    if (!(await lstat(file)).isFile()) throw new Error('run.json is not a plain file');
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw invalid(directory, cause instanceof Error ? cause.message : String(cause), cause);
  }
  const parsed = runRecord.safeParse(json);
  if (!parsed.success) throw invalid(directory, issuesOf(parsed.error), parsed.error);
  // The schema has just checked it; brands and readonly are the model's own.
  return parsed.data as unknown as RunRecord;
}

/** `undefined` also for an object whose bytes are not those that its name promises. */
function readObject(directory: string, sha256: Sha256): Uint8Array | undefined {
  try {
    const bytes = readFileSync(objectPath(directory, sha256));
    return hashOf(bytes) === sha256 ? bytes : undefined;
  } catch {
    return undefined;
  }
}

function invalid(directory: string, why: string, cause: unknown): HarnessError {
  return new HarnessError('BUNDLE_INVALID', {
    what: `${directory} is not a bundle that can be judged`,
    why,
    remedy: 'name the directory that holds run.json',
    cause,
  });
}
