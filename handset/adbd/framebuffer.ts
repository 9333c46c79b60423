import { PassThrough, Writable } from 'node:stream';
import type { Shell } from '../shell-parts.ts';
import { createByteReader } from './byte-reader.ts';
import type { AdbStream } from './stream.ts';

/** Version of the header (DDMS_RAWIMAGE_VERSION, Android 8 and later). */
const VERSION = 2;
const RGBA_8888 = 1;
const HEADER_WORDS = 4;

/**
 * `framebuffer:` — a header that says how the pixels lie, then the pixels, all from `screencap`, as in adbd's
 * framebuffer_service.cpp. Where `screencap` gives none, the stream ends empty, as there.
 */
export async function serveFramebuffer(shell: Shell, uid: number, stream: AdbStream): Promise<void> {
  const stdout = new PassThrough();
  const stderr = new Writable({ write: (_chunk, _encoding, callback) => callback() });
  const stdin = new PassThrough().end();
  shell.run('screencap', { uid, stdin, stdout, stderr, signal: stream.hungUp }).then(
    () => stdout.end(),
    () => stdout.end(),
  );
  const reader = createByteReader(stdout);
  try {
    const head = await reader.take(HEADER_WORDS * 4);
    const [width, height, format, colorSpace] = [0, 4, 8, 12].map((at) => head.readUInt32LE(at));
    if (width === undefined || height === undefined || format !== RGBA_8888) return;
    const pixels = await reader.take(width * height * 4);
    stream.write(header(width, height, colorSpace ?? 0));
    stream.write(pixels);
  } catch {
    // No picture, or half of one.
  } finally {
    stream.end();
    stream.resume();
  }
}

/** Offsets and lengths in bits of red, blue, green and alpha, in this order. */
const CHANNELS = [0, 8, 16, 8, 8, 8, 24, 8];

function header(width: number, height: number, colorSpace: number): Buffer {
  const words = [VERSION, 32, colorSpace, width * height * 4, width, height, ...CHANNELS];
  const bytes = Buffer.alloc(words.length * 4);
  for (const [index, word] of words.entries()) bytes.writeUInt32LE(word, index * 4);
  return bytes;
}
