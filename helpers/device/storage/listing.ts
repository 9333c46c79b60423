import { shellLine, shellQuote } from '../shell-quote.ts';
import { type RawPath, rawPath, shownPath } from './raw-path.ts';
import type { WatchRoot } from './watch-roots.ts';

/** One file as the phone lists it. */
export interface ListedFile {
  /** For people and for the bundle. */
  readonly path: string;
  /** What tells it from every other, and by what the phone finds it. */
  readonly raw: RawPath;
  readonly inode: number;
  readonly bytes: number;
  /** Milliseconds since the Unix epoch, the phone's clock. */
  readonly modifiedMs: number;
  /** When its metadata last changed (ctime), which nobody but the kernel sets. */
  readonly changedMs: number;
  /** Both times as the phone has them, to the nanosecond: two writes within one second differ in nothing else. */
  readonly stamp: string;
  readonly owner: string;
}

/** What one root held in one pass. */
export interface RootListing {
  readonly root: WatchRoot;
  readonly files: readonly ListedFile[];
  /** Set when the root, or a part of it, could not be listed. */
  readonly unreadable?: string;
}

/**
 * A shell script that lists every regular file below all roots, portable from Android 6 on (no `find -printf` before
 * 11). Each record starts with `mark`, a random word: a hostile file name may hold line breaks but cannot know it. What
 * could not be read stands at the end of its root. `scratch` is a file of the phone that takes the list first: toybox
 * from 0.8.6 on writes each field, and each character between them, by itself, which takes four times as long into a
 * socket as into a file. For the same reason the mark is to be short.
 */
export function listingScript(roots: readonly WatchRoot[], mark: string, scratch: string): string {
  // %y and %z have fractions of a second on every version, the zone from Android 12 on only.
  const format = `${mark} %i %s %u|%y|%z|%n`;
  const find = `find "$1/" -type f -print0 | TZ=UTC xargs -0 -r stat -c '${format}'`;
  const said = `2>&1 | grep -v ': No such file or directory$' | sed -n 1,3p`;
  return [
    `umask 077; L=${shellQuote(scratch)}; : > "$L" || exit 1`,
    `l() { { ${find} >> "$L"; echo "rc $?"; } ${said} >> "$L.said"; }`,
    `a() { d="$1"; shift; { "$@" sh -c ${shellQuote(find)} x "$d" | cat >> "$L"; echo "rc $?"; } ${said} >> "$L.said"; }`,
    ...roots.flatMap(({ path, runAs, closed }, index) => {
      if (closed !== undefined) return [];
      const list =
        runAs === undefined ? `l ${shellQuote(path)}` : `a ${shellQuote(path)} ${shellLine(runAs)}`;
      return [
        `echo "${mark} root ${index}" >> "$L"; : > "$L.said"; ${list}; echo "${mark} end ${index}" >> "$L"; cat "$L.said" >> "$L"`,
      ];
    }),
    `echo "${mark} done" >> "$L"; cat "$L"; rm -f "$L" "$L.said"`,
  ].join('\n');
}

/** Parses the output of `listingScript`, read as bytes. A root of which it does not say the end was not listed. */
export function parseListings(
  output: Uint8Array,
  roots: readonly WatchRoot[],
  mark: string,
): readonly RootListing[] {
  const files = roots.map((): ListedFile[] => []);
  const ends = new Map<number, string>();
  let current = -1;
  const text = Buffer.from(output.buffer, output.byteOffset, output.byteLength).toString('latin1');
  for (const record of `\n${text}`.split(`\n${mark} `).slice(1)) {
    const [, kind, index, rest = ''] = /^(root|end) (\d+)\n?([\s\S]*)$/.exec(record) ?? [];
    if (kind === 'root') current = Number(index);
    else if (kind === 'end') ends.set(Number(index), rest);
    else {
      const file = parseFile(record);
      if (file !== undefined) files[current]?.push(file);
    }
  }
  return roots.map((root, index) => {
    const unreadable = root.closed ?? unreadablePart(ends.get(index));
    return { root, files: files[index] ?? [], ...(unreadable === undefined ? {} : { unreadable }) };
  });
}

const FILE = /^(\d+) (\d+) (\d+)\|([^|\n]*)\|([^|\n]*)\|([\s\S]+)$/;
const TIME = /^(\d+-\d\d-\d\d) (\d\d:\d\d:\d\d)\.(\d+)(?: ([+-]\d\d)(\d\d))?$/;

function parseFile(record: string): ListedFile | undefined {
  const [, inode, bytes, owner = '', modifiedAt = '', changedAt = '', name] = FILE.exec(record) ?? [];
  if (name === undefined) return undefined;
  const raw = rawPath(name.replaceAll('//', '/'));
  const [modified, changed] = [parseTime(modifiedAt), parseTime(changedAt)];
  return {
    path: shownPath(raw),
    raw,
    inode: Number(inode),
    bytes: Number(bytes),
    modifiedMs: modified.ms,
    changedMs: changed.ms,
    stamp: `${modified.exact} ${changed.exact}`,
    owner,
  };
}

/** Milliseconds since the Unix epoch, and the same to the nanosecond as text. */
function parseTime(text: string): { readonly ms: number; readonly exact: string } {
  const [, date, time, fraction = '0', hours = '+00', minutes = '00'] = TIME.exec(text) ?? [];
  if (date === undefined) return { ms: 0, exact: text };
  const seconds = Date.parse(`${date}T${time}${hours}:${minutes}`) / 1000;
  return { ms: seconds * 1000 + Math.floor(Number(`0.${fraction}`) * 1000), exact: `${seconds}.${fraction}` };
}

/** What the phone said that it could not read; `undefined` when it read everything, or nothing was there. */
function unreadablePart(said: string | undefined): string | undefined {
  if (said === undefined) return 'the listing broke off before it';
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  const complaint = lines.find((line) => !/^rc \d+$/.test(line));
  if (complaint !== undefined) return shownPath(rawPath(complaint));
  // 123 and 1: `stat` did not find all; the next pass sees the absence of what went away meanwhile.
  const code = lines.at(-1)?.slice(3);
  return code === '0' || code === '1' || code === '123'
    ? undefined
    : `the listing ended with code ${code ?? 'none'}`;
}
