import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { HarnessError } from '../../helpers/model/harness-error.ts';
import { parseStimulusId, type StimulusId } from '../../helpers/model/ids.ts';
import type { Canary } from '../../helpers/model/stimulus.ts';

const CANARY_KINDS = ['digits', 'text', 'qr-code', 'pattern-key', 'file-name', 'position', 'time'] as const;
const canary = z.object({ kind: z.enum(CANARY_KINDS), value: z.string() });

/** As we write them; and as others may: values alone, or each under a name of theirs. What a value is it shows itself. */
const canaries = z.preprocess((json): unknown => {
  if (typeof json !== 'object' || json === null) return json;
  return Object.entries(json).map(([name, value]): unknown => {
    if (typeof value !== 'string') return value;
    return { kind: CANARY_KINDS.find((one) => one === name) ?? kindOf(value), value };
  });
}, z.array(canary));

function kindOf(value: string): Canary['kind'] {
  if (/^-?\d+\.\d+,\s*-?\d+\.\d+$/.test(value)) return 'position';
  return /^\d+[\dXx]$/.test(value) ? 'digits' : 'text';
}

const listed = z.object({
  id: z.string().min(1),
  file: z.string().min(1),
  canaries: canaries.optional(),
  unmarked: z.string().min(1).optional(),
});
/** As we write it, the list alone; as others may, under this name. */
const stimuliFile = z.preprocess(
  (json) => (typeof json === 'object' && json !== null && 'stimuli' in json ? json.stimuli : json),
  z.array(listed),
);

export interface ListedStimulus {
  /** Ours, of a form that needs no care; `name` is the list's own. */
  readonly id: StimulusId;
  readonly name: string;
  readonly bytes: Buffer;
  readonly canaries: readonly Canary[];
  readonly unmarked?: Buffer;
}

/** Reads `stimuli.json` and the files that it names; throws a `HarnessError` of code `USAGE` that lists every bad field. */
export async function readStimuliList(directory: string): Promise<readonly ListedStimulus[]> {
  const file = path.join(directory, 'stimuli.json');
  const read = stimuliFile.safeParse(
    await wanted(file, async (name) => JSON.parse(await readFile(name, 'utf8'))),
  );
  if (!read.success) throw unusable(file, z.prettifyError(read.error));
  const list = read.data;
  if (list.length === 0) throw unusable(file, 'it lists no stimulus');
  const twice = list.find(({ id }, at) => list.findIndex((one) => one.id === id) !== at);
  if (twice !== undefined) throw unusable(file, `two stimuli are called ${JSON.stringify(twice.id)}`);
  const content = (name: string): Promise<Buffer> =>
    wanted(path.join(directory, name), (whole) => readFile(whole));
  return await Promise.all(
    list.map(async ({ id, file: name, canaries: known, unmarked }, at) => ({
      id: parseStimulusId(`stimulus-${at}`),
      name: id,
      bytes: await content(name),
      canaries: known ?? [],
      ...(unmarked === undefined ? {} : { unmarked: await content(unmarked) }),
    })),
  );
}

async function wanted<Content>(file: string, read: (file: string) => Promise<Content>): Promise<Content> {
  try {
    return await read(file);
  } catch (error) {
    throw unusable(file, error instanceof Error ? error.message : String(error));
  }
}

function unusable(file: string, why: string): HarnessError {
  return new HarnessError('USAGE', {
    what: `${file} cannot be used`,
    why,
    remedy: 'see what it has to hold: npm run detect -- --help',
  });
}
