import { createHash, type Hash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { RecordedBody } from '../../helpers/model/flow.ts';
import { parseSha256 } from '../../helpers/model/ids.ts';

/** A body on its way to the bundle's object store: nothing of it is kept in memory. */
export interface BodyFile {
  write(bytes: Uint8Array): void;
  /** Closes the body, once. What was received of an aborted one is kept, marked incomplete. */
  finish(complete: boolean): RecordedBody;
  /** So far. */
  readonly bytes: number;
}

/** Writes under `objects/.incoming` and renames to `objects/ab/cd…` when the hash is known. */
export function openBodyFile(bundleDirectory: string, name: string): BodyFile {
  const objects = path.join(bundleDirectory, 'objects');
  const waiting = path.join(objects, '.incoming', name);
  const hash: Hash = createHash('sha256');
  let file: number | undefined;
  let bytes = 0;
  let recorded: RecordedBody | undefined;
  return {
    get bytes() {
      return bytes;
    },
    write(chunk) {
      if (recorded !== undefined || chunk.length === 0) return;
      file ??= openIncoming(waiting);
      for (let written = 0; written < chunk.length; ) written += writeSync(file, chunk, written);
      hash.update(chunk);
      bytes += chunk.length;
    },
    finish(complete) {
      if (recorded !== undefined) return recorded;
      file ??= openIncoming(waiting);
      closeSync(file);
      const sha256 = parseSha256(hash.digest('hex'));
      recorded = { sha256, bytes, complete };
      const target = path.join(objects, sha256.slice(0, 2), sha256.slice(2));
      if (existsSync(target)) rmSync(waiting);
      else {
        mkdirSync(path.dirname(target), { recursive: true });
        renameSync(waiting, target);
      }
      return recorded;
    },
  };
}

function openIncoming(file: string): number {
  mkdirSync(path.dirname(file), { recursive: true });
  return openSync(file, 'w');
}
