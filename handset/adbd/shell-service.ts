import { PassThrough, Writable } from 'node:stream';
import type { Shell } from '../parts.ts';
import { SHELL_UID } from '../shell/shell-user.ts';
import type { AdbStream } from './stream.ts';

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;
const EXIT = 3;
const CLOSE_STDIN = 4;

/** `shell,v2,…:` — frames of id, length and bytes, with the exit code as the last one (AOSP shell_service.h). */
export function serveShellV2(shell: Shell, commandLine: string, stream: AdbStream): void {
  const stdin = new PassThrough();
  const gone = new AbortController();
  readFrames(stream, (id, bytes) => {
    if (id === STDIN) stdin.write(bytes);
    else if (id === CLOSE_STDIN) stdin.end();
  });
  stream.once('close', () => {
    stdin.end();
    gone.abort();
  });
  const io = {
    uid: SHELL_UID,
    stdin,
    stdout: framed(stream, STDOUT),
    stderr: framed(stream, STDERR),
    signal: gone.signal,
  };
  runToEnd(shell, commandLine, io).then((exitCode) =>
    stream.end(frame(EXIT, Buffer.from([exitCode & 0xff]))),
  );
}

/** `exec:` and the shell of before version 7 — raw bytes, both outputs merged, no exit code. */
export function serveRawShell(shell: Shell, commandLine: string, stream: AdbStream): void {
  const gone = new AbortController();
  const stdin = new PassThrough();
  stream.on('data', (bytes: Buffer) => void stdin.write(bytes));
  stream.once('end', () => stdin.end());
  stream.once('close', () => {
    stdin.end();
    gone.abort();
  });
  const io = {
    uid: SHELL_UID,
    stdin,
    stdout: unframed(stream),
    stderr: unframed(stream),
    signal: gone.signal,
  };
  runToEnd(shell, commandLine, io).then(() => stream.end());
}

/** The exit code, once everything that the command wrote is on its way: it must come last. */
async function runToEnd(shell: Shell, commandLine: string, io: Parameters<Shell['run']>[1]): Promise<number> {
  const exitCode = await shell.run(commandLine, io).catch(() => 1);
  await Promise.all(
    [io.stdout, io.stderr].map((output) => new Promise<void>((resolve) => output.end(resolve))),
  );
  return exitCode;
}

function frame(id: number, bytes: Uint8Array): Buffer {
  const framed = Buffer.alloc(5 + bytes.length);
  framed.writeUInt8(id, 0);
  framed.writeUInt32LE(bytes.length, 1);
  framed.set(bytes, 5);
  return framed;
}

/** A writable whose chunks go out as frames; ending it does not end the stream. */
function framed(stream: AdbStream, id: number): Writable {
  return output((chunk, callback) => writeTo(stream, frame(id, chunk), callback));
}

function unframed(stream: AdbStream): Writable {
  return output((chunk, callback) => writeTo(stream, chunk, callback));
}

function output(write: (chunk: Buffer, callback: (error?: Error | null) => void) => void): Writable {
  const writable = new Writable({ write: (chunk: Buffer, _encoding, callback) => write(chunk, callback) });
  // A command whose client went away may still have something to say: nobody hears it, and nothing breaks.
  return writable.on('error', () => undefined);
}

/** A client that went away is no error of the command: its output is dropped, its signal aborts it. */
function writeTo(stream: AdbStream, bytes: Buffer, callback: (error?: Error | null) => void): void {
  if (stream.destroyed || stream.writableEnded) callback();
  else stream.write(bytes, () => callback());
}

function readFrames(stream: AdbStream, take: (id: number, bytes: Buffer) => void): void {
  let buffered: Buffer = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
    while (buffered.length >= 5) {
      const end = 5 + buffered.readUInt32LE(1);
      if (buffered.length < end) break;
      take(buffered.readUInt8(0), buffered.subarray(5, end));
      buffered = buffered.subarray(end);
    }
  });
}
