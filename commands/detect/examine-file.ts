import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { buildValueIndex } from '../../helpers/detectors/derived-values.ts';
import { findStimuli } from '../../helpers/detectors/find-stimuli.ts';
import { readingWith } from '../../helpers/detectors/picture-reading.ts';
import { markOf } from '../../helpers/detectors/picture-target.ts';
import { type Searched, searchObject } from '../../helpers/detectors/search-object.ts';
import { keystreamSample } from '../../helpers/detectors/shared-keystream.ts';
import { type Target, targetWith } from '../../helpers/detectors/target.ts';
import type { Finding } from '../../helpers/model/finding.ts';
import { parseArtifactId, parseSha256 } from '../../helpers/model/ids.ts';
import type { RecognizeText } from '../../helpers/model/text-reader.ts';
import type { FromWorker, WorkerOrders } from './messages.ts';

/** Larger files are looked through in pieces of this size: what a detector needs to see at once has room in one. */
const PIECE_BYTES = 64 * 1024 * 1024;
/** Pieces share so much, so that a run or a picture across a border stands whole in one of them. */
const SHARED_BYTES = 8 * 1024 * 1024;

/** What a thread looks for, and by what it reads pictures. */
export interface Prepared {
  readonly target: Target;
  readonly readText: RecognizeText | undefined;
}

export function prepare(
  { stimuli: listed, indexes }: Pick<WorkerOrders, 'stimuli' | 'indexes'>,
  readText: RecognizeText | undefined,
): Prepared {
  const stimuli = listed.map(({ id, bytes, canaries, unmarked }) => ({
    id,
    bytes,
    canaries,
    sha256: sha256(bytes),
    mark: markOf(canaries, unmarked),
  }));
  return { target: targetWith(indexes, stimuli, buildValueIndex(stimuli)), readText };
}

/** Looks through one file, whatever its size. Throws nothing: what could not be read is said in `gaps`. */
export async function examineFile(prepared: Prepared, name: string, file: string): Promise<FromWorker> {
  const target = targetFor(prepared);
  const findings: Finding[] = [];
  const gaps = new Set<string>();
  let bytes = 0;
  let unread: FromWorker['unread'];
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, 'r');
    const { size } = await handle.stat();
    // One for all pieces: what is looked at is done with before the next is read.
    const room = Buffer.alloc(Math.min(size, PIECE_BYTES));
    for (const { from, length } of pieces(size)) {
      const piece = room.subarray(0, length);
      const { bytesRead } = await handle.read(piece, 0, length, from);
      if (bytesRead < length) throw new Error('it became shorter while it was read');
      bytes = from + length;
      if (from > 0 && isHole(piece)) continue;
      const hash = sha256(piece);
      const searched = searchObject(target, piece, hash);
      findings.push(...findingsOf(name, hash, searched, from));
      // What two files have in common begins where they do.
      if (from === 0 && searched.opaque > 0) {
        const sample = keystreamSample(piece);
        if (sample !== undefined) unread = { sample: { ...sample, length: size }, sha256: hash };
      }
      for (const limit of searched.reached)
        gaps.add(`not all that is packed in it was unpacked: the limit of ${limit} was reached`);
    }
    if (size > PIECE_BYTES)
      gaps.add(
        `it is looked through in pieces of ${PIECE_BYTES} bytes: what is packed as a whole of more is not unpacked`,
      );
    return {
      name,
      bytes,
      looked: true,
      findings: eachOnce(findings),
      gaps: [...gaps],
      ...(unread !== undefined && findings.length === 0 && { unread }),
    };
  } catch (error) {
    gaps.add(error instanceof Error ? error.message : String(error));
    return { name, bytes, looked: false, findings: eachOnce(findings), gaps: [...gaps] };
  } finally {
    await handle?.close();
  }
}

/** How much is read is limited for each file by itself: which thread has which file is chance. */
function targetFor({ target, readText }: Prepared): Target {
  return readText === undefined ? target : { ...target, reading: readingWith(readText) };
}

const ZEROS = Buffer.alloc(1024 * 1024);

/** Nothing but zeros, as what was never written is of a card's image: there is nothing to find in it. */
function isHole(piece: Uint8Array): boolean {
  for (let at = 0; at < piece.length; at += ZEROS.length) {
    const part = piece.subarray(at, at + ZEROS.length);
    if (Buffer.compare(part, ZEROS.subarray(0, part.length)) !== 0) return false;
  }
  return true;
}

/** The whole file when it is no larger than a piece. */
function* pieces(size: number): Generator<{ readonly from: number; readonly length: number }> {
  for (let from = 0; ; from += PIECE_BYTES - SHARED_BYTES) {
    const length = Math.min(PIECE_BYTES, size - from);
    yield { from, length };
    if (from + length >= size) return;
  }
}

function findingsOf(
  name: string,
  hash: ReturnType<typeof sha256>,
  { matches }: Searched,
  from: number,
): readonly Finding[] {
  const found = findStimuli(matches, {
    place: { kind: 'artifact', artifact: parseArtifactId('file'), path: name },
    channel: 'shared-storage',
    sha256: hash,
    during: { fromMs: 0, toMs: 0 },
  });
  return found.map((finding) => ({ ...finding, offset: finding.offset + from }));
}

/** What two pieces share is found in both. */
function eachOnce(findings: readonly Finding[]): readonly Finding[] {
  const known = new Map(findings.map((one) => [`${one.stimulus} ${one.detector} ${one.offset}`, one]));
  return [...known.values()];
}

function sha256(bytes: Uint8Array): ReturnType<typeof parseSha256> {
  return parseSha256(createHash('sha256').update(bytes).digest('hex'));
}
