import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FrameworkCommand } from '../shell-parts.ts';
import { createCallTable } from './shim-calls.ts';

let directory: string;
let server: Server;
let aborted: Promise<unknown>;

const BIG = randomBytes(3_000_000);
const COMMANDS = new Map<string, FrameworkCommand>([
  [
    'words',
    async ({ argv, uid, stdout, stderr }) => {
      stdout.write(JSON.stringify({ argv, uid }));
      stderr.write('one\ntwo');
      return 42;
    },
  ],
  ['reads', async ({ stdin, stdout }) => Number(stdout.write(await text(stdin)))],
  ['big', async ({ stdout }) => Number(!stdout.write(BIG))],
  [
    'waits',
    async ({ signal, stdout }) => {
      aborted = once(signal, 'abort');
      // As any program: that nobody reads any more is learnt by writing.
      for (; !signal.aborted; await setImmediate()) stdout.write('here');
      return 0;
    },
  ],
  ['breaks', () => Promise.reject(new Error('broken'))],
]);

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'calls-'));
  const calls = createCallTable(2000, () => COMMANDS);
  server = createServer({ allowHalfOpen: true }, (socket) => calls.take(socket));
  server.listen(path.join(directory, 'socket'));
  await once(server, 'listening');
});
afterEach(async () => {
  server.close();
  await rm(directory, { recursive: true });
});

function open(head: string | Buffer): Socket {
  const socket = connect({ path: path.join(directory, 'socket'), allowHalfOpen: true });
  socket.on('error', () => undefined).write(head); // Some are to be refused while they still speak.
  return socket;
}

/** The control connection of a call, and its number. */
async function call(...words: readonly string[]): Promise<{ control: Socket; id: string }> {
  const control = open(`call ${words.length}\n${words.map((word) => `${word}\0`).join('')}`);
  const [answer] = await once(control, 'data');
  const end = answer.indexOf('\n');
  control.pause().unshift(answer.subarray(end + 1));
  return { control, id: answer.toString('latin1', 0, end) };
}

describe('a call of a command out of a script', () => {
  it('carries the words, the user of its socket, the outputs and the exit code', async () => {
    const words = ['words', '', 'a b', 'zwei\nZeilen', '截屏'];
    const { control, id } = await call(...words);
    const [lines, output] = await Promise.all([text(control), text(open(`out ${id}\n`))]);
    expect(JSON.parse(output)).toEqual({ argv: words, uid: 2000 });
    expect(lines).toBe('eone\nEtwo\nx42\n');
  });

  it('asks for input when the command reads, and not before', async () => {
    const { control, id } = await call('reads');
    const output = text(open(`out ${id}\n`));
    const [asked] = await once(control.resume(), 'data');
    expect(String(asked)).toBe('i\n');
    const rest = text(control);
    open(`in ${id}\nfirst`).end(' and last');
    expect(await output).toBe('first and last');
    expect(await rest).toMatch(/^x\d\n$/);
  });

  it('carries output of any size to whoever comes for it after its end', async () => {
    const { control, id } = await call('big');
    expect(await text(control)).toBe('x1\n');
    const chunks: Buffer[] = [];
    for await (const chunk of open(`out ${id}\n`)) chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(BIG)).toBe(true);
  });

  it.each(['control', 'output'])('ends the command when its %s goes away', async (which) => {
    const { control, id } = await call('waits');
    const output = open(`out ${id}\n`);
    await once(output, 'data');
    (which === 'control' ? control : output).destroy();
    await aborted;
  });

  it('says what broke, and goes on', async () => {
    const { control } = await call('breaks');
    expect(await text(control)).toBe('ebroken\nx1\n');
    expect(await text((await call('nosuch')).control)).toBe('x127\n');
  });

  it.each(['', 'nonsense\n', 'call 99999999\nx\0', 'call 0\n\0', 'out 7\n'])(
    'that is none ends its connection: %#',
    async (bytes) => {
      const socket = open(bytes);
      socket.on('error', () => undefined).end();
      socket.resume();
      await once(socket, 'close');
      expect(await text((await call('breaks')).control)).toBe('ebroken\nx1\n');
    },
  );
});
