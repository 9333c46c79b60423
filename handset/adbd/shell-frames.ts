import type { AdbStream } from './stream.ts';

/** What a frame of the shell protocol holds (AOSP shell_protocol.h). */
const STDIN = 0;
export const STDOUT = 1;
export const STDERR = 2;
export const EXIT = 3;
const CLOSE_STDIN = 4;
const WINDOW_SIZE = 5;

const HEADER_BYTES = 5;
/** Only standard input is long; of anything else no more than this is looked at. */
const LONGEST_WORD = 64;

export function shellFrame(id: number, bytes: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(HEADER_BYTES + bytes.length);
  framed.writeUInt8(id, 0);
  framed.writeUInt32LE(bytes.length, 1);
  framed.set(bytes, HEADER_BYTES);
  return framed;
}

export interface ShellInput {
  /** A piece of standard input; long frames come in several. */
  stdin(bytes: Buffer): void;
  stdinClosed(): void;
  resized(rows: number, columns: number): void;
}

/** Reads the frames of a client. A frame is never held whole in memory: a client may announce 4 GB. */
export function readShellFrames(stream: AdbStream, input: ShellInput): void {
  let head: Buffer = Buffer.alloc(0);
  let word: Buffer = Buffer.alloc(0);
  let left = 0;
  stream.on('data', (chunk: Buffer) => {
    let rest = chunk;
    while (rest.length > 0) {
      if (left === 0) {
        const more = rest.subarray(0, HEADER_BYTES - head.length);
        rest = rest.subarray(more.length);
        head = Buffer.concat([head, more]);
        if (head.length < HEADER_BYTES) return;
        left = head.readUInt32LE(1);
        word = Buffer.alloc(0);
      }
      const piece = rest.subarray(0, left);
      rest = rest.subarray(piece.length);
      left -= piece.length;
      if (head[0] === STDIN && piece.length > 0) input.stdin(piece);
      else word = Buffer.concat([word, piece]).subarray(0, LONGEST_WORD);
      if (left > 0) continue;
      take(head[0], word.toString('latin1'), input);
      head = Buffer.alloc(0);
    }
  });
}

function take(id: number | undefined, word: string, input: ShellInput): void {
  if (id === CLOSE_STDIN) input.stdinClosed();
  if (id !== WINDOW_SIZE) return;
  // Rows, columns and both in pixels: `24x80,0x0` (shell_service.cpp).
  const [, rows, columns] = /^(\d+)x(\d+),\d+x\d+/.exec(word) ?? [];
  if (rows !== undefined && columns !== undefined) input.resized(Number(rows), Number(columns));
}
