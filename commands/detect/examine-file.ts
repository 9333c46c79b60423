import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { findStimuli } from '../../helpers/detectors/find-stimuli.ts';
import { type HashedStimulus, searchObject } from '../../helpers/detectors/search-object.ts';
import { buildWindowIndex, type WindowIndex } from '../../helpers/detectors/window-index.ts';
import type { Finding } from '../../helpers/model/finding.ts';
import { parseArtifactId, parseSha256 } from '../../helpers/model/ids.ts';
import type { FromWorker, WorkerStimuli } from './messages.ts';

interface KnownStimuli {
  readonly stimuli: readonly HashedStimulus[];
  readonly index: WindowIndex;
}

/** Larger files are looked through in pieces of this size: what a detector needs to see at once has room in one. */
const PIECE_BYTES = 64 * 1024 * 1024;
/** Pieces share so much, so that a run or a picture across a border stands whole in one of them. */
const SHARED_BYTES = 8 * 1024 * 1024;

export function prepare(listed: WorkerStimuli): KnownStimuli {
  // What comes from another thread is a plain array of bytes.
  const stimuli = listed.map(({ id, bytes }) => ({ id, bytes, sha256: sha256(bytes) }));
  return { stimuli, index: buildWindowIndex(stimuli) };
}

/** Looks through one file, whatever its size. Throws nothing: what could not be read is said in `gaps`. */
export async function examineFile(known: KnownStimuli, name: string, file: string): Promise<FromWorker> {
  let handle: FileHandle | undefined;
  let bytes = 0;
  const findings: Finding[] = [];
  try {
    handle = await open(file, 'r');
    const { size } = await handle.stat();
    do {
      const piece = Buffer.alloc(Math.min(PIECE_BYTES, Math.max(0, size - bytes)));
      const { bytesRead } = await handle.read(piece, 0, piece.length, bytes);
      findings.push(...findIn(known, name, piece.subarray(0, bytesRead), bytes));
      if (bytesRead < piece.length) throw new Error('it became shorter while it was read');
      const last = bytes + bytesRead >= size;
      bytes += last ? bytesRead : bytesRead - SHARED_BYTES;
      if (last) break;
    } while (bytes < size);
    const gaps =
      size > PIECE_BYTES
        ? [
            `it is looked through in pieces of ${PIECE_BYTES} bytes: what was packed as a whole of more is not unpacked`,
          ]
        : [];
    return { name, bytes, looked: true, findings: eachOnce(findings), gaps };
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    return { name, bytes, looked: false, findings: eachOnce(findings), gaps: [because] };
  } finally {
    await handle?.close();
  }
}

function findIn(known: KnownStimuli, name: string, piece: Buffer, from: number): readonly Finding[] {
  const hash = sha256(piece);
  const found = findStimuli(searchObject(known, piece, hash).matches, {
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
