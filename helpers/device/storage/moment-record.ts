import { FAILED, LINKED } from './moment-script.ts';
import { type RawPath, rawPath } from './raw-path.ts';

/** One record of `momentScript`. */
export interface MomentRecord {
  /** The phone's clock when the record was made, which is a little after what it tells of. */
  readonly deviceMs: number;
  /** The process that saw it: records of one come in the order of the events. */
  readonly pid: number;
  readonly what: string;
  /** The name of the copy that was made of the file; absent when none could be made. */
  readonly caught?: string;
  /** Whether the file was opened for that. */
  readonly opened: 'once' | 'never';
  /** The path, or whatever else the record tells, byte by byte. */
  readonly rest: RawPath;
}

/** Splits a stream into records, each between the mark and the mark with a full stop: names may hold line breaks. */
export function createRecordReader(
  mark: string,
  onRecord: (record: MomentRecord) => void,
): { push(chunk: Uint8Array): void } {
  const end = ` ${mark}.\n`;
  let rest = '';
  return {
    push(chunk) {
      const parts = `${rest}${Buffer.from(chunk).toString('latin1')}`.split(end);
      rest = parts.pop() ?? '';
      for (const part of parts) {
        const record = parseRecord(part.slice(part.indexOf(`${mark} `) + mark.length + 1));
        if (record !== undefined) onRecord(record);
      }
    },
  };
}

function parseRecord(text: string): MomentRecord | undefined {
  const match = /^(\d+)\.(\d{3})\d* (\d+) ([a-z]+) (\S+)(?: ([\s\S]*))?$/.exec(text);
  if (match === null) return undefined;
  const [, seconds, milliseconds, pid, what = '', caught = '-', rest = ''] = match;
  return {
    deviceMs: Number(seconds) * 1000 + Number(milliseconds),
    pid: Number(pid),
    what,
    ...(caught === '-' || caught === FAILED ? {} : { caught }),
    opened: openedFor(caught),
    rest: rawPath(rest.replaceAll('//', '/')),
  };
}

function openedFor(copy: string): MomentRecord['opened'] {
  if (copy.endsWith(FAILED)) return 'once';
  return copy === '-' || copy.endsWith(LINKED) ? 'never' : 'once';
}
