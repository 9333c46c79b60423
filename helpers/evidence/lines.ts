import { createReadStream } from 'node:fs';
import type { z } from 'zod';
import type { Damage } from '../model/bundle.ts';

/** No line of ours comes near this; a longer one is not read into memory. */
const LONGEST_LINE = 16 * 1024 * 1024;

export interface ReadLines {
  readonly values: readonly unknown[];
  readonly damage: readonly Damage[];
}

/**
 * Reads a file of JSON Lines and checks each by the schema. A line that does not pass is left out and reported with
 * every bad field; so is a last line that was cut off.
 */
export async function readLines(path: string, name: string, schema: z.ZodType): Promise<ReadLines> {
  const values: unknown[] = [];
  const damage: Damage[] = [];
  let line = 0;
  const take = (text: string, whole: boolean): void => {
    line += 1;
    const because = whole ? check(text, schema, values) : 'the last line was cut off';
    if (because !== undefined) damage.push({ file: name, line, because });
  };
  let pending = '';
  try {
    for await (const chunk of createReadStream(path, { encoding: 'utf8' })) {
      const parts = `${pending}${chunk}`.split('\n');
      pending = parts.pop() ?? '';
      for (const part of parts) take(part, true);
      if (pending.length > LONGEST_LINE)
        throw new Error(`line ${line + 1} is longer than ${LONGEST_LINE} bytes`);
    }
  } catch (error) {
    damage.push({ file: name, because: reasonOf(error) });
    return { values, damage };
  }
  if (pending !== '') take(pending, false);
  return { values, damage };
}

function check(text: string, schema: z.ZodType, values: unknown[]): string | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) return issuesOf(parsed.error);
  values.push(parsed.data);
  return undefined;
}

/** Every bad field with its reason, in one line. */
export function issuesOf(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || 'the line'}: ${issue.message}`).join('; ');
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'it is missing';
  return error instanceof Error ? error.message : String(error);
}
