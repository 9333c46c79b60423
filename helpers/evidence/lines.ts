import type { z } from 'zod';
import type { Damage } from '../model/bundle.ts';
import { openPlain } from './plain-file.ts';

/** No line of ours comes near this; a longer one is left out, without being held in memory. */
const LONGEST_LINE = 4 * 1024 * 1024;
/** A file of nothing but bad lines must not become as many reports. */
const MOST_DAMAGE = 200;
/** Names of unknown fields are the writer's, and as long as it likes. */
const LONGEST_REPORT = 4_000;
const NEWLINE = 0x0a;

export interface ReadLines<Line> {
  readonly values: readonly Line[];
  readonly damage: readonly Damage[];
}

/**
 * Reads a file of JSON Lines and checks each by the schema. A line that does not pass is left out and reported with
 * every bad field; so is a last line that was cut off.
 */
export async function readLines<Line>(
  path: string,
  name: string,
  schema: z.ZodType<Line>,
): Promise<ReadLines<Line>> {
  const values: Line[] = [];
  const damage: Damage[] = [];
  try {
    let line = 0;
    for await (const raw of rawLines(path)) {
      line += 1;
      const because = raw.because ?? check(raw.bytes, schema, values);
      if (because !== undefined) damage.push({ file: name, line, because });
    }
  } catch (error) {
    damage.push({ file: name, because: reasonOf(error) });
  }
  if (damage.length <= MOST_DAMAGE) return { values, damage };
  const left = `${damage.length - MOST_DAMAGE} more lines are bad`;
  return { values, damage: [...damage.slice(0, MOST_DAMAGE), { file: name, because: left }] };
}

interface RawLine {
  readonly bytes: Uint8Array;
  /** Set when the line is not to be looked at; says why. */
  readonly because?: string;
}

async function* rawLines(path: string): AsyncGenerator<RawLine> {
  const handle = await openPlain(path);
  try {
    let parts: Buffer[] = [];
    let length = 0;
    for await (const chunk of handle.createReadStream({ autoClose: false })) {
      const bytes: Buffer = chunk;
      let from = 0;
      for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, from)) {
        parts.push(bytes.subarray(from, at));
        length += at - from;
        yield rawLine(parts, length);
        parts = [];
        length = 0;
        from = at + 1;
      }
      length += bytes.length - from;
      if (length <= LONGEST_LINE) parts.push(bytes.subarray(from));
      else parts = [];
    }
    if (length > 0) yield { bytes: Buffer.alloc(0), because: 'the last line was cut off' };
  } finally {
    await handle.close();
  }
}

function rawLine(parts: readonly Buffer[], length: number): RawLine {
  if (length <= LONGEST_LINE) return { bytes: Buffer.concat(parts) };
  return { bytes: Buffer.alloc(0), because: `it is ${length} bytes long, more than ${LONGEST_LINE}` };
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function check<Line>(bytes: Uint8Array, schema: z.ZodType<Line>, values: Line[]): string | undefined {
  let json: unknown;
  try {
    json = JSON.parse(UTF8.decode(bytes));
  } catch {
    return 'it is not JSON in UTF-8';
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) return issuesOf(parsed.error);
  values.push(parsed.data);
  return undefined;
}

/** Every bad field with its reason, in one line. */
export function issuesOf(error: z.ZodError): string {
  const fields = error.issues.map((issue) => `${issue.path.join('.') || 'the line'}: ${issue.message}`);
  return fields.join('; ').slice(0, LONGEST_REPORT);
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'it is missing';
  return error instanceof Error ? error.message : String(error);
}
