import { PassThrough, Writable } from 'node:stream';
import type { Shell } from '../shell-parts.ts';
import { EXIT, readShellFrames, STDERR, STDOUT, shellFrame } from './shell-frames.ts';
import type { AdbStream } from './stream.ts';

/** What a client asks for in front of the line: `shell,v2,TERM=xterm,raw:ls`. */
export interface ShellRequest {
  readonly line: string;
  readonly uid: number;
  /** Frames of the shell protocol, with exit code and standard error apart; raw bytes otherwise. */
  readonly framed: boolean;
  readonly onTerminal: boolean;
  readonly terminal: string;
}

/** As ShellService of adbd's services.cpp reads it; words that it does not know are for a later version. */
export function parseShellRequest(options: string, line: string, uid: number): ShellRequest {
  const words = options.split(',');
  const raw = words.includes('raw');
  return {
    line,
    uid,
    framed: words.includes('v2'),
    onTerminal: words.includes('pty') || (line === '' && !raw),
    terminal:
      /^TERM=([\w.+-]{1,64})$/.exec(words.find((one) => one.startsWith('TERM=')) ?? '')?.[1] ?? 'dumb',
  };
}

/** A process whose terminal hangs up may still finish with what it has read; then it is killed. */
const GRACE_MS = 500;

/** Runs the line and carries its input, outputs and exit code until it ends or the client goes away. */
export function serveShell(shell: Shell, request: ShellRequest, stream: AdbStream): void {
  const stdin = new PassThrough();
  const gone = new AbortController();
  const run = request.onTerminal ? onTerminal : inPipes;
  const running = run({ shell, request, stream, stdin, signal: gone.signal });
  const take = (bytes: Buffer): void => {
    // What is not read is not taken from the client, either.
    if (!stdin.writableEnded && !stdin.destroyed && !stdin.write(bytes)) stream.pause();
  };
  // Once for all: what comes in one packet is many frames, as the adb server packs what its client wrote.
  stdin.on('drain', () => stream.resume());
  if (request.framed) {
    readShellFrames(stream, {
      stdin: take,
      stdinClosed: () => void (request.onTerminal || stdin.end()),
      resized: running.resize,
    });
  } else stream.on('data', take);
  stream.once('end', () => stdin.end());
  const left = whenHungUp(stream, () => {
    stdin.end();
    gone.abort();
  });
  void running.exitCode.then((exitCode) => {
    left();
    stdin.destroy();
    if (request.framed) stream.end(shellFrame(EXIT, Buffer.from([exitCode & 0xff])));
    else stream.end();
    stream.resume(); // Nobody reads what else the client sends.
  });
}

/** Calls back some time after the client went away, unless the returned function is called before. */
function whenHungUp(stream: AdbStream, tell: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const hungUp = (): void => {
    timer = setTimeout(tell, GRACE_MS).unref();
  };
  if (stream.hungUp.aborted) hungUp();
  else stream.hungUp.addEventListener('abort', hungUp, { once: true });
  return () => {
    stream.hungUp.removeEventListener('abort', hungUp);
    clearTimeout(timer);
  };
}

interface Running {
  readonly exitCode: Promise<number>;
  resize(rows: number, columns: number): void;
}

interface Run {
  readonly shell: Shell;
  readonly request: ShellRequest;
  readonly stream: AdbStream;
  readonly stdin: PassThrough;
  readonly signal: AbortSignal;
}

function inPipes({ shell, request, stream, stdin, signal }: Run): Running {
  const { line, uid, framed } = request;
  const stdout = output(stream, framed ? STDOUT : undefined);
  const stderr = framed ? output(stream, STDERR) : stdout;
  // With no line it is a shell that reads its lines from the client.
  const exitCode = shell
    .run(line === '' ? 'exec /system/bin/sh' : line, { uid, stdin, stdout, stderr, signal })
    .catch(() => 1);
  return { exitCode: onceOut(exitCode, framed ? [stdout, stderr] : [stdout]), resize: () => undefined };
}

function onTerminal({ shell, request, stream, stdin, signal }: Run): Running {
  const { line, uid, framed, terminal: type } = request;
  const stdout = output(stream, framed ? STDOUT : undefined);
  const terminal = shell.openTerminal(line, { uid, stdin, stdout, signal, type });
  return { exitCode: onceOut(terminal.exitCode, [stdout]), resize: terminal.resize };
}

/** The exit code, once everything that the command wrote is on its way: it must come last. */
async function onceOut(exitCode: Promise<number>, outputs: readonly Writable[]): Promise<number> {
  const code = await exitCode;
  await Promise.all(outputs.map((one) => new Promise<void>((resolve) => one.end(resolve))));
  return code;
}

/** A writable whose chunks go out as frames, or as they are; ending it does not end the stream. */
function output(stream: AdbStream, frame: number | undefined): Writable {
  const writable = new Writable({
    write(chunk: Buffer, _encoding, callback) {
      // A client that went away is no error of the command: its output is dropped, its signal aborts it.
      if (stream.destroyed || stream.writableEnded) callback();
      else stream.write(frame === undefined ? chunk : shellFrame(frame, chunk), () => callback());
    },
  });
  return writable.on('error', () => undefined);
}
