import type { Frame } from './frames.ts';

/** A frame with the bytes that belong to it, as they come: `last` says that there are no more. */
export type TakeFrame = (frame: Frame, bytes: Buffer, last: boolean) => void;

const NOTHING = Buffer.alloc(0);
const NEWLINE = 0x0a;

/**
 * Takes the addon's stream apart, in whatever pieces it arrives: a line of JSON, and as many bytes after it as its
 * `bytes` says. These are handed on as they come, so that no body and no message is ever held whole.
 */
export function readFrames(take: TakeFrame): (chunk: Buffer) => void {
  const line: Buffer[] = [];
  let frame: Frame | undefined;
  let missing = 0;

  function readLine(chunk: Buffer): Buffer {
    const end = chunk.indexOf(NEWLINE);
    if (end < 0) {
      line.push(chunk);
      return NOTHING;
    }
    const text = Buffer.concat([...line, chunk.subarray(0, end)]).toString('utf8');
    line.length = 0;
    // Our own addon wrote it: whatever an app sent lies inside of its strings.
    const read = JSON.parse(text) as Frame;
    missing = 'bytes' in read ? read.bytes : 0;
    if (missing === 0) take(read, NOTHING, true);
    else frame = read;
    return chunk.subarray(end + 1);
  }

  function readBytes(of: Frame, chunk: Buffer): Buffer {
    const bytes = chunk.subarray(0, missing);
    missing -= bytes.length;
    if (missing === 0) frame = undefined;
    take(of, bytes, missing === 0);
    return chunk.subarray(bytes.length);
  }

  return (chunk) => {
    for (let rest = chunk; rest.length > 0; )
      rest = frame === undefined ? readLine(rest) : readBytes(frame, rest);
  };
}
