import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import type { FrameworkCommand } from '../parts.ts';

/**
 * How a line that a real shell runs (`dumpsys window | grep Focus`) reaches the framework: each command is a small
 * script in `/system/bin` that sends its words over a socket; its outputs come back as files, its exit code as text.
 */
export interface Shims {
  close(): Promise<void>;
}

const SCRIPT = `#!/system/bin/sh
answer=$(printf '%s\\0' "$USER_ID" "\${0##*/}" "$@" | nc -U /dev/socket/framework) || exit 1
set -- $answer
cat "/dev/socket/calls/$2.out"
cat "/dev/socket/calls/$2.err" >&2
rm -f "/dev/socket/calls/$2.out" "/dev/socket/calls/$2.err"
exit $1
`;

const LONGEST_CALL = 1024 * 1024;

export async function installShims(
  rootDirectory: string,
  commands: () => ReadonlyMap<string, FrameworkCommand>,
): Promise<Shims> {
  const socketFile = path.join(rootDirectory, 'dev', 'socket', 'framework');
  let calls = 0;
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    calls += 1;
    answer(rootDirectory, commands(), socket, calls).catch(() => socket.destroy());
  });
  await listen(server, socketFile);
  await chmod(socketFile, 0o666);
  for (const name of commands().keys()) {
    const script = path.join(rootDirectory, 'system', 'bin', name);
    await rm(script, { force: true }); // A toybox applet of the same name, which knows nothing of the phone.
    await writeFile(script, SCRIPT, { mode: 0o755 });
  }
  return { close: () => new Promise((resolve) => server.close(() => resolve())) };
}

async function listen(server: Server, file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await rm(file, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(file, resolve);
  });
}

async function answer(
  rootDirectory: string,
  commands: ReadonlyMap<string, FrameworkCommand>,
  socket: Socket,
  id: number,
): Promise<void> {
  const gone = new AbortController();
  socket.on('error', () => gone.abort());
  const [uid, ...argv] = (await readAll(socket)).split('\0').slice(0, -1);
  const command = argv[0] === undefined ? undefined : commands.get(argv[0]);
  const out = collector();
  const error = collector();
  const stdin = new PassThrough().end();
  const exitCode =
    command === undefined
      ? 127
      : await command({
          argv,
          uid: Number(uid),
          stdin,
          stdout: out.stream,
          stderr: error.stream,
          signal: gone.signal,
        });
  const calls = path.join(rootDirectory, 'dev', 'socket', 'calls');
  for (const [ending, bytes] of [
    ['out', out.bytes()],
    ['err', error.bytes()],
  ] as const) {
    // The shell that called takes them away again.
    await writeFile(path.join(calls, `${id}.${ending}`), bytes, { mode: 0o666 });
  }
  socket.end(`${exitCode} ${id}\n`);
}

async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > LONGEST_CALL) throw new Error('a command line is too long');
  }
  return Buffer.concat(chunks).toString('utf8');
}

function collector(): { readonly stream: Writable; bytes(): Buffer } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, callback) {
      chunks.push(chunk);
      callback();
    },
  });
  return { stream, bytes: () => Buffer.concat(chunks) };
}
