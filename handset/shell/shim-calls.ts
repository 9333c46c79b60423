import type { Socket } from 'node:net';
import { PassThrough, Readable, Writable } from 'node:stream';
import type { FrameworkCommand } from '../shell-parts.ts';

const LONGEST_CALL = 1024 * 1024;
const MOST_WORDS = 10_000;
/** From the end of a command until its script has opened the connection for its output; of a slow machine. */
const LONGEST_FETCH_MS = 30_000;
const NOT_FOUND = 127;

/** What a script of a command and the framework say to one another; see `shims.ts`. */
export interface CallTable {
  take(socket: Socket): void;
}

interface Call {
  readonly control: Socket;
  readonly output: PassThrough;
  readonly input: PassThrough;
  readonly gone: AbortController;
  /** Somebody takes its output. */
  joined: boolean;
}

export function createCallTable(
  uid: number,
  commands: () => ReadonlyMap<string, FrameworkCommand>,
): CallTable {
  const calls = new Map<string, Call>();
  let last = 0;
  const start = async (control: Socket, words: readonly string[]): Promise<void> => {
    last += 1;
    const id = String(last);
    const call: Call = {
      control,
      output: new PassThrough(),
      input: new PassThrough(),
      gone: new AbortController(),
      joined: false,
    };
    calls.set(id, call);
    control.once('close', () => call.gone.abort());
    control.once('end', () => call.gone.abort());
    control.write(`${id}\n`);
    const code = await runCall(call, uid, { argv: words, command: commands().get(words[0] ?? '') });
    control.end(`x${code}\n`);
    // The script may be about to fetch what was written: a call is forgotten when it did, or when it never comes.
    call.output.once('close', () => calls.delete(id));
    setTimeout(() => call.joined || call.output.destroy(), LONGEST_FETCH_MS).unref();
  };
  return {
    take(socket) {
      socket.on('error', () => socket.destroy());
      readHead(socket, (kind, word, rest) => {
        const call = calls.get(word);
        if (kind === 'call') readWords(socket, { count: Number(word), first: rest }, start);
        else if (call === undefined) socket.destroy();
        else if (kind === 'out') join(call, socket);
        else feed(call, socket, rest);
      });
    },
  };
}

/** Output goes to its connection, which ends when all of it is on its way; only then comes the exit code. */
function join(call: Call, socket: Socket): void {
  // Nobody reads any more: as a program that writes into a closed pipe, the command ends.
  socket.once('error', () => call.gone.abort());
  socket.once('close', () => {
    call.output.resume();
    call.gone.abort();
  });
  call.joined = true;
  call.output.pipe(socket.resume());
}

function feed(call: Call, socket: Socket, first: Buffer): void {
  call.input.write(first);
  socket.pipe(call.input);
  // The program that carries it goes when its connection does.
  socket.once('end', () => socket.end());
  call.gone.signal.addEventListener('abort', () => socket.destroy());
  call.output.once('close', () => socket.destroy());
}

async function runCall(
  call: Call,
  uid: number,
  { argv, command }: { readonly argv: readonly string[]; readonly command: FrameworkCommand | undefined },
): Promise<number> {
  const { control, output, gone } = call;
  const error = lines(control);
  if (command === undefined) return NOT_FOUND;
  const ended = new Promise<number>((resolve) => gone.signal.addEventListener('abort', () => resolve(129)));
  const stdin = inputOnDemand(call);
  const io = { stdin, stdout: output, stderr: error, signal: gone.signal };
  const running = command({ argv, uid, ...io }).catch((cause: unknown) => {
    error.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
    return 1;
  });
  const code = await Promise.race([running, ended]);
  output.end();
  await new Promise<void>((resolve) => error.end(() => resolve()));
  return code;
}

/** The caller's input is its own until the command reads: a loop over `while read` keeps what is not for it. */
function inputOnDemand({ control, input, gone }: Call): Readable {
  let asked = false;
  const stdin = new Readable({
    read() {
      if (!asked) {
        asked = true;
        control.write('i\n');
        input.on('data', (chunk) => stdin.push(chunk) || input.pause());
        input.once('end', () => stdin.push(null));
      }
      input.resume();
    },
  });
  gone.signal.addEventListener('abort', () => input.end());
  return stdin;
}

/** Standard error as lines: `e` before one that ends, `E` before one that does not. */
function lines(control: Socket): Writable {
  let rest = '';
  return new Writable({
    decodeStrings: false,
    write(chunk: Buffer | string, _encoding, callback) {
      const parts = `${rest}${chunk}`.split('\n');
      rest = parts.pop() ?? '';
      for (const part of parts) control.write(`e${part}\n`);
      callback();
    },
    final(callback) {
      if (rest !== '') control.write(`E${rest}\n`);
      callback();
    },
  });
}

type Head = (kind: 'call' | 'out' | 'in', word: string, rest: Buffer) => void;

/** The first line of a connection says what it is for; anything else ends it. */
function readHead(socket: Socket, take: Head): void {
  let head: Buffer = Buffer.alloc(0);
  const tooShort = (): void => void socket.destroy();
  const onData = (chunk: Buffer): void => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\n');
    if (end === -1 && head.length < 64) return;
    socket.off('data', onData).off('end', tooShort).pause();
    const [, kind, word] = /^(call|out|in) (\d{1,12})$/.exec(head.toString('latin1', 0, end)) ?? [];
    const rest = head.subarray(end + 1);
    if ((kind === 'call' || kind === 'out' || kind === 'in') && word !== undefined) take(kind, word, rest);
    else socket.destroy();
  };
  socket.on('data', onData).once('end', tooShort);
}

function readWords(
  socket: Socket,
  { count, first }: { readonly count: number; readonly first: Buffer },
  start: (socket: Socket, words: readonly string[]) => Promise<void>,
): void {
  let bytes: Buffer = Buffer.alloc(0);
  const tooShort = (): void => void socket.destroy();
  const onData = (chunk: Buffer): void => {
    bytes = Buffer.concat([bytes, chunk]);
    if (bytes.length > LONGEST_CALL || count < 1 || count > MOST_WORDS) return void socket.destroy();
    const words = bytes.toString('utf8').split('\0');
    if (words.length <= count) return;
    socket.off('data', onData).off('end', tooShort).resume(); // To hear of its end.
    start(socket, words.slice(0, count)).catch(() => socket.destroy());
  };
  socket.on('data', onData).once('end', tooShort).resume();
  onData(first);
}
