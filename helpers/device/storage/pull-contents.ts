import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Adb } from '../adb.ts';
import type { Opened } from '../openings/own-openings.ts';
import { shellLine, shellQuote } from '../shell-quote.ts';
import type { Superuser } from '../superuser.ts';
import type { RawPath } from './raw-path.ts';

/** One file whose content is wanted. */
export interface WantedFile {
  readonly raw: RawPath;
  /** As it was listed: for the limits. */
  readonly bytes: number;
  readonly runAs?: readonly string[];
  /** It is the harness's own copy, and is taken away once it was read. */
  readonly own?: true;
}

export type PulledContent =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | {
      readonly kind: 'unreadable';
      readonly because: string;
      /** Whether it was opened for that. */
      readonly opened: Opened;
    };

interface PullParts {
  readonly adb: Adb;
  readonly superuser: Superuser | undefined;
  /** A path of the phone that is free: the list of what is wanted lies there meanwhile. */
  readonly scratch: string;
  /** A word that no file can hold, because it was made after them. */
  readonly mark: string;
}

/** Files above this are not pulled. */
const LARGEST_BYTES = 256 * 1024 * 1024;
/** As much as one command brings, unless one file is larger. */
const GROUP_BYTES = 64 * 1024 * 1024;
const MOST_GROUPS = 4;
const TIMEOUT_MS = 120_000;

/**
 * The contents of files, in the order in which they are wanted: at most one push and four commands, whatever their
 * number. Each stands in the stream between two lines with the mark, so that a file may grow, shrink, vanish or hold
 * any bytes while it is read.
 */
export async function pullContents(
  parts: PullParts,
  wanted: readonly WantedFile[],
): Promise<readonly PulledContent[]> {
  const { groups, results } = plan(wanted);
  if (groups.length === 0) return results;
  await pushLists(parts, wanted, groups);
  for (const [number, group] of groups.entries()) {
    const line = pullScript(parts, number, group);
    const command = parts.superuser?.wrap(line) ?? line;
    const stream = await parts.adb.bytes(command, { timeoutMs: TIMEOUT_MS });
    for (const [index, content] of readContents(stream, parts.mark)) results[index] = content;
  }
  return results;
}

/** Files by who reads them, in one group. */
interface Group {
  readonly readers: Map<string, { readonly runAs: readonly string[] | undefined; readonly files: number[] }>;
  bytes: number;
}

function plan(wanted: readonly WantedFile[]): {
  readonly groups: Group[];
  readonly results: PulledContent[];
} {
  const groups: Group[] = [];
  const results = wanted.map((file, index): PulledContent => {
    if (file.bytes > LARGEST_BYTES)
      return unreadable(`${file.bytes} bytes are more than the limit of ${LARGEST_BYTES}`, 'never');
    let group = groups.at(-1);
    if (group === undefined || group.bytes + file.bytes > GROUP_BYTES) {
      if (groups.length === MOST_GROUPS)
        return unreadable('too much had changed to pull all of it in one pass', 'never');
      group = { readers: new Map(), bytes: 0 };
      groups.push(group);
    }
    group.bytes += file.bytes;
    const key = shellLine(file.runAs ?? []);
    const reader = group.readers.get(key) ?? { runAs: file.runAs, files: [] };
    reader.files.push(index);
    group.readers.set(key, reader);
    return unreadable('the phone said nothing of it when its content was pulled', 'perhaps');
  });
  return { groups, results };
}

function unreadable(because: string, opened: Opened): PulledContent {
  return { kind: 'unreadable', because, opened };
}

/** All lists in one push: paths of any bytes, which no command line could take, and as many as there are. */
async function pushLists(
  parts: PullParts,
  wanted: readonly WantedFile[],
  groups: readonly Group[],
): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), 'telltale-pull-'));
  try {
    const name = path.posix.basename(parts.scratch);
    const local: string[] = [];
    for (const [number, { readers }] of groups.entries()) {
      for (const [order, { files }] of [...readers.values()].entries()) {
        const file = path.join(directory, `${name}-${number}-${order}`);
        const entries = files.map(
          (index) => `${index}${wanted[index]?.own === true ? '!' : ''}${wanted[index]?.raw}\0`,
        );
        await writeFile(file, Buffer.from(entries.join(''), 'latin1'));
        local.push(file);
      }
    }
    await parts.adb.command(['push', ...local, `${path.posix.dirname(parts.scratch)}/`]);
  } finally {
    await rm(directory, { recursive: true });
  }
}

/**
 * Each entry is a number, `!` for a copy of the harness's own, and the path: what begins with a slash. The shell opens the file, so
 * that it can say whether it was opened: a new image has another name a moment later.
 */
const READ = `for e; do i="\${e%%/*}"; p="/\${e#*/}"; n="\${i%!}"; o=never; r=1
echo "$0 begin $n"; if [ -f "$p" ] && [ ! -L "$p" ]; then { o=once; cat; } < "$p"; r=$?; fi
echo; echo "$0 end $n $r $o"; [ "$i" = "$n" ] || rm -f "$p"
done`;

/** `exec-out` merges standard error into the bytes and hides the exit code, so that the marks carry what is needed. */
function pullScript({ mark, scratch }: PullParts, number: number, { readers }: Group): string {
  const lines = [...readers.values()].map(({ runAs }, order) => {
    const list = shellQuote(`${scratch}-${number}-${order}`);
    const read = shellLine([...(runAs ?? []), 'xargs', '-0', 'sh', '-c', READ, mark]);
    return `${read} < ${list} 2>/dev/null; rm -f ${list}`;
  });
  return lines.join('\n');
}

function failed(opened: string | undefined): PulledContent {
  if (opened === 'never')
    return unreadable('it went away, or could not be opened, before its content was pulled', opened);
  return unreadable('it could not be read to its end', opened === 'once' ? opened : 'perhaps');
}

/** What stands between the marks, by the number of the file. A content without its end was cut off. */
export function readContents(stream: Buffer, mark: string): ReadonlyMap<number, PulledContent> {
  const contents = new Map<number, PulledContent>();
  const begin = Buffer.from(`${mark} begin `);
  for (let at = stream.indexOf(begin); at >= 0; at = stream.indexOf(begin, at + begin.length)) {
    const from = stream.indexOf('\n', at) + 1;
    const index = Number(stream.toString('latin1', at + begin.length, from - 1));
    const end = stream.indexOf(`\n${mark} end ${index} `, from);
    if (from === 0 || end < 0) {
      contents.set(index, unreadable('the phone broke off while its content was pulled', 'perhaps'));
      break;
    }
    const said = stream.toString('latin1', end, end + mark.length + 40);
    const [, code, opened] = /end \d+ (\d+) (once|never)\n/.exec(said) ?? [];
    contents.set(index, code === '0' ? { kind: 'bytes', bytes: stream.subarray(from, end) } : failed(opened));
    at = end;
  }
  return contents;
}
