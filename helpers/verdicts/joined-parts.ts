import { createHash } from 'node:crypto';
import { type Examined, findStimuli } from '../detectors/find-stimuli.ts';
import type { Match } from '../detectors/match.ts';
import type { Bundle } from '../model/bundle.ts';
import type { Finding, JoinedPart } from '../model/finding.ts';
import type { Flow } from '../model/flow.ts';
import { parseSha256, type Sha256 } from '../model/ids.ts';
import type { Search } from './searcher.ts';

/** An object that was examined by itself. Its bytes are read again, for all at once may be more than memory holds. */
export interface Part extends Omit<Examined, 'bytes'> {
  readonly bytes: number;
  /** The flow that it was sent in. */
  readonly flow?: Flow;
}

/** A group larger than this is no picture, and is left to what its parts show. */
const LARGEST_GROUP = 64 * 1024 * 1024;
/** Ends a compressed message that was sent without its end (RFC 7692, section 7.2.1), so that the next may follow. */
const FLUSHED = Uint8Array.of(0, 0, 0xff, 0xff);

/**
 * What stands in no part by itself, but in several put together: uploads in pieces to one host, messages of one WebSocket,
 * numbered files of one directory. Only what reaches over more than one part is given, and said of the first of them.
 */
export function findInJoinedParts(
  bundle: Bundle,
  parts: readonly Part[],
  search: Search,
): readonly Finding[] {
  return groupsOf(parts).flatMap((group) => {
    const total = group.reduce((sum, { bytes }) => sum + bytes, 0);
    if (!isWorthJoining(group) || total > LARGEST_GROUP) return [];
    const pieces = group.flatMap((part) => bytesOf(bundle, part));
    const joined = Buffer.concat(pieces);
    const { matches } = search(joined, hashOf(joined));
    return matches
      .filter((match) => !group.some((part) => showsIt(bundle, part, match, search)))
      .flatMap((match) => acrossParts(match, group, pieces));
  });
}

/** A picture in one part is as good as in all of them: what stands behind it is none of it. */
function showsIt(bundle: Bundle, { sha256 }: Part, { detector, run }: Match, search: Search): boolean {
  if (detector !== 'keyed-picture' && detector !== 'unmarked-picture') return false;
  const bytes = bundle.contentOf(sha256);
  if (bytes === undefined) return false;
  return search(bytes, sha256).matches.some(
    (one) => one.detector === detector && one.run.stimulus === run.stimulus,
  );
}

function groupsOf(parts: readonly Part[]): readonly (readonly Part[])[] {
  const groups = new Map<string, Part[]>();
  for (const part of parts) {
    const key = groupOf(part);
    if (key === undefined || part.bytes === 0) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [part]);
    // A file is listed each time that it changes: its last state is the one to join.
    else if (part.place.kind === 'artifact')
      groups.set(key, [...group.filter((one) => !isSameFile(one, part)), part]);
    else group.push(part);
  }
  return [...groups.values()].map((group) => [...group].sort((a, b) => orderOf(a) - orderOf(b)));
}

function groupOf({ place, flow, channel }: Part): string | undefined {
  if (place.kind === 'artifact') {
    const numbered = NUMBERED.exec(place.path);
    return numbered === null ? undefined : `${channel} ${numbered[1]}#${numbered[3]}`;
  }
  if (flow?.kind === 'websocket-message') return `websocket ${flow.webSocket}`;
  return flow?.kind === 'exchange' ? `host ${flow.host}` : undefined;
}

/** The last number of a name: `name.001`, `part2.bin`, `3`. */
const NUMBERED = /^(.*?)(\d+)(\D*)$/s;
const LAST_NUMBER = /(\d+)\D*$/s;
const CONTENT_RANGE = /^bytes (\d+)-/i;

/** By number, by the range that a request names, else by time: what is sorted keeps its order where all are equal. */
function orderOf({ place, flow, during }: Part): number {
  if (place.kind === 'artifact') return Number(LAST_NUMBER.exec(place.path)?.[1] ?? 0);
  const range =
    flow?.kind === 'exchange'
      ? flow.requestHeaders.find(([name]) => name.toLowerCase() === 'content-range')?.[1]
      : undefined;
  const start = range === undefined ? undefined : CONTENT_RANGE.exec(range)?.[1];
  return start === undefined ? during.fromMs : Number(start);
}

function isSameFile(a: Part, b: Part): boolean {
  return a.place.kind === 'artifact' && b.place.kind === 'artifact' && a.place.path === b.place.path;
}

function isWorthJoining(group: readonly Part[]): boolean {
  return group.length > 1 || group.some(isCompressed);
}

function isCompressed({ flow }: Part): boolean {
  return flow?.kind === 'websocket-message' && flow.compressed;
}

function bytesOf(bundle: Bundle, part: Part): readonly Uint8Array[] {
  const bytes = bundle.contentOf(part.sha256) ?? new Uint8Array();
  return [isCompressed(part) ? Buffer.concat([bytes, FLUSHED]) : bytes];
}

/** The match as one of the part in which it begins, over the time of all that it reaches into. */
function acrossParts(
  match: Match,
  group: readonly Part[],
  pieces: readonly Uint8Array[],
): readonly Finding[] {
  let at = 0;
  const touched = group.flatMap((part, index) => {
    const start = at;
    at += pieces[index]?.length ?? 0;
    return start < match.from.end && match.from.start < at ? [{ part, start }] : [];
  });
  const [first] = touched;
  const last = touched.at(-1);
  if (first === undefined || last === undefined) return [];
  if (touched.length < 2 && !isCompressed(first.part)) return [];
  const { part, start } = first;
  const during = { fromMs: part.during.fromMs, toMs: last.part.during.toMs };
  const chain = [`${touched.length} parts joined`, ...match.chain];
  const from = { start: match.from.start - start, end: Math.min(match.from.end - start, part.bytes) };
  return findStimuli([{ ...match, chain, from }], { ...part, during }).map((finding) => ({
    ...finding,
    joined: group.map(partOf),
  }));
}

function partOf(part: Part): JoinedPart {
  const { place, sha256 } = part;
  const of = place.kind === 'artifact' ? place.artifact : place.flow;
  return { of, sha256, ...(isCompressed(part) && { endCutOff: true }) };
}

/** Puts together again what a finding names; `undefined` when the bundle does not hold all of it. */
export function joinAgain(bundle: Bundle, parts: readonly JoinedPart[]): Uint8Array | undefined {
  const pieces: Uint8Array[] = [];
  for (const { sha256, endCutOff } of parts) {
    const bytes = bundle.contentOf(sha256);
    if (bytes === undefined) return undefined;
    pieces.push(bytes, endCutOff === true ? FLUSHED : NOTHING);
  }
  return Buffer.concat(pieces);
}

const NOTHING = new Uint8Array();

function hashOf(bytes: Uint8Array): Sha256 {
  return parseSha256(createHash('sha256').update(bytes).digest('hex'));
}
