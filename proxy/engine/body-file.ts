import { createHash, type Hash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { RecordedBody } from '../../helpers/model/flow.ts';
import { parseSha256 } from '../../helpers/model/ids.ts';

/** A body on its way to the bundle's object store: nothing of it is kept in memory, but for the first few bytes. */
export interface BodyFile {
  write(bytes: Uint8Array): void;
  /** Closes the body, once. What was received of an aborted one is kept, marked incomplete. */
  finish(complete: boolean): RecordedBody;
  readonly finished: boolean;
  /** So far. */
  readonly bytes: number;
}

/** Most bodies are small. They are kept until they end, and written once, under their own name. */
const KEPT_BYTES = 16_384;

const NO_BYTES = parseSha256(createHash('sha256').digest('hex'));

/** Writes under `objects/.incoming` and renames to `objects/ab/cd…` when the hash is known. */
export function openBodyFile(bundleDirectory: string, name: string): BodyFile {
  const objects = path.join(bundleDirectory, 'objects');
  const waiting = path.join(objects, '.incoming', name);
  let hash: Hash | undefined;
  let kept: Uint8Array[] = [];
  let file: number | undefined;
  let bytes = 0;
  let recorded: RecordedBody | undefined;
  return {
    get finished() {
      return recorded !== undefined;
    },
    get bytes() {
      return bytes;
    },
    write(chunk) {
      if (recorded !== undefined || chunk.length === 0) return;
      hash ??= createHash('sha256');
      hash.update(chunk);
      bytes += chunk.length;
      if (file === undefined && bytes <= KEPT_BYTES) {
        // A copy: the chunk is a piece of a buffer that is much larger.
        kept.push(Uint8Array.from(chunk));
        return;
      }
      file ??= openIncoming(waiting, kept);
      kept = [];
      writeAll(file, chunk);
    },
    finish(complete) {
      if (recorded !== undefined) return recorded;
      const sha256 = hash === undefined ? NO_BYTES : parseSha256(hash.digest('hex'));
      recorded = { sha256, bytes, complete };
      // A body of no bytes needs no object.
      if (bytes > 0) store(path.join(objects, sha256.slice(0, 2), sha256.slice(2)), { waiting, kept, file });
      kept = [];
      return recorded;
    },
  };
}

interface Received {
  readonly waiting: string;
  readonly kept: readonly Uint8Array[];
  readonly file: number | undefined;
}

function store(target: string, { waiting, kept, file }: Received): void {
  const known = existsSync(target);
  if (known && file === undefined) return;
  closeSync(file ?? openIncoming(waiting, kept));
  if (known) return rmSync(waiting);
  mkdirSync(path.dirname(target), { recursive: true });
  renameSync(waiting, target);
}

function openIncoming(waiting: string, kept: readonly Uint8Array[]): number {
  mkdirSync(path.dirname(waiting), { recursive: true });
  const file = openSync(waiting, 'w');
  for (const chunk of kept) writeAll(file, chunk);
  return file;
}

function writeAll(file: number, chunk: Uint8Array): void {
  for (let written = 0; written < chunk.length; ) written += writeSync(file, chunk, written);
}
