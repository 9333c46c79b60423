import path from 'node:path';
import { z } from 'zod';
import type { Bundle, Damage, LineFile } from '../model/bundle.ts';
import { BUNDLE_FORMAT } from '../model/bundle-format.ts';
import type { Flow, RecordedBody } from '../model/flow.ts';
import { HarnessError } from '../model/harness-error.ts';
import type { Sha256 } from '../model/ids.ts';
import type { RunRecord } from '../model/run.ts';
import { belongs, type Inventory, takeInventory } from './inventory.ts';
import { issuesOf, readLines } from './lines.ts';
import { hashOf, objectPath } from './object-store.ts';
import { readPlain, readPlainSync } from './plain-file.ts';
import { artifactSchema } from './schemas/artifact.ts';
import { commandSchema, counterSchema } from './schemas/counter.ts';
import { flowSchema } from './schemas/flow.ts';
import { runSchema } from './schemas/run.ts';
import { stimulusSchema } from './schemas/stimulus.ts';
import { timelineSchema } from './schemas/timeline.ts';
import { checkSeal } from './seal.ts';

const LARGEST_RUN = 4 * 1024 * 1024;
/** Needs no object: a writer need not store a body of no bytes. */
const NO_BYTES = hashOf(new Uint8Array(0));

/**
 * Loads a bundle and checks every line of it. What is wrong with single lines or files becomes `damage`, and so a gap;
 * only a bundle that does not say what was run is refused, with `BUNDLE_INVALID` and every bad field.
 */
export async function loadBundle(directory: string): Promise<Bundle> {
  const run = await loadRun(directory);
  const inventory = await takeInventory(directory);
  const damage: Damage[] = [];
  const load = async <Line>(name: LineFile, schema: z.ZodType<Line>): Promise<readonly Line[]> => {
    const file = `${name}.jsonl`;
    const read = await readLines(path.join(directory, file), file, schema);
    damage.push(...read.damage);
    return read.values;
  };
  const lines = {
    timeline: await load('timeline', timelineSchema),
    commands: await load('commands', commandSchema),
    stimuli: await load('stimuli', stimulusSchema),
    artifacts: await load('artifacts', artifactSchema),
    flows: await load('flows', flowSchema),
    counters: await load('counters', counterSchema),
  };
  return {
    run,
    ...lines,
    contentOf: contentReader(directory, inventory),
    seal: await checkSeal(directory, inventory),
    damage: [...damage, ...strangeFiles(inventory), ...missingObjects(lines, inventory)],
  };
}

async function loadRun(directory: string): Promise<RunRecord> {
  let json: unknown;
  try {
    json = JSON.parse(await readFileText(path.join(directory, 'run.json')));
  } catch (cause) {
    throw invalid(directory, cause instanceof Error ? cause.message : String(cause), cause);
  }
  refuseOtherFormat(directory, json);
  const parsed = runSchema.safeParse(json);
  if (!parsed.success) throw invalid(directory, issuesOf(parsed.error), parsed.error);
  return parsed.data;
}

/** A bundle of another format is not a damaged one: its lines are whole, and another version reads them. */
function refuseOtherFormat(directory: string, json: unknown): void {
  const { data } = z.object({ formatVersion: z.int(), tools: z.unknown() }).safeParse(json);
  if (data === undefined || data.formatVersion === BUNDLE_FORMAT) return;
  const { data: tools } = z.object({ telltale: z.string().max(200) }).safeParse(data.tools);
  throw new HarnessError('BUNDLE_INVALID', {
    what: `${directory} cannot be judged by this version of Telltale`,
    why: `the bundle is of format ${data.formatVersion}, and this version reads format ${BUNDLE_FORMAT}`,
    remedy: `judge it with the version that recorded it: ${tools?.telltale ?? 'run.json does not say which'}`,
  });
}

async function readFileText(file: string): Promise<string> {
  return (await readPlain(file, LARGEST_RUN)).toString('utf8');
}

/** Gives `undefined` also for an object whose bytes are not those that its name promises. */
function contentReader(directory: string, inventory: Inventory): Bundle['contentOf'] {
  const stored = new Set(inventory.files);
  return (sha256) => {
    if (!stored.has(pathOfObject(sha256))) return sha256 === NO_BYTES ? new Uint8Array(0) : undefined;
    try {
      const bytes = readPlainSync(objectPath(directory, sha256));
      return hashOf(bytes) === sha256 ? bytes : undefined;
    } catch {
      return undefined; // It went away since, which the caller reports as any other missing object.
    }
  };
}

function strangeFiles({ files, refused }: Inventory): readonly Damage[] {
  return [
    ...refused.map((file) => ({ file, because: 'it is not a plain file of a bundle, and was not opened' })),
    ...files.filter((file) => !belongs(file)).map((file) => ({ file, because: 'a bundle has no such file' })),
  ];
}

type Lines = Pick<Bundle, 'stimuli' | 'artifacts' | 'flows'>;

function missingObjects(lines: Lines, inventory: Inventory): readonly Damage[] {
  const stored = new Set(inventory.files);
  const missing = new Set(objectsNamed(lines).map(pathOfObject));
  return [...missing]
    .filter((file) => !stored.has(file))
    .map((file) => ({ file, because: 'it is referred to and is not there' }));
}

function objectsNamed({ stimuli, artifacts, flows }: Lines): readonly Sha256[] {
  return [
    ...stimuli.flatMap(({ delivery }) => (delivery.kind === 'delivered' ? [delivery.sha256] : [])),
    ...stimuli.flatMap(({ unmarked }) => (unmarked === undefined ? [] : [unmarked])),
    ...artifacts.flatMap(({ content }) => (content.kind === 'stored' ? [content.sha256] : [])),
    ...flows.flatMap((flow) => bodiesOf(flow).flatMap((body) => (hasBytes(body) ? [body.sha256] : []))),
  ];
}

function bodiesOf(flow: Flow): readonly (RecordedBody | undefined)[] {
  switch (flow.kind) {
    case 'exchange':
      return [flow.request, flow.response];
    case 'websocket-message':
      return [flow.body];
    case 'tunnel':
      return [flow.sent, flow.received];
    case 'websocket':
    case 'connection':
    case 'unreadable':
      return [];
  }
}

function hasBytes(body: RecordedBody | undefined): body is RecordedBody {
  return body !== undefined && body.bytes > 0;
}

function pathOfObject(sha256: Sha256): string {
  return `objects/${sha256.slice(0, 2)}/${sha256.slice(2)}`;
}

function invalid(directory: string, why: string, cause: unknown): HarnessError {
  return new HarnessError('BUNDLE_INVALID', {
    what: `${directory} is not a bundle that can be judged`,
    why,
    remedy: 'name the directory that holds run.json',
    cause,
  });
}
