import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { startTap, type Tap, type TapOptions, type TappedConnection } from './tap.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A tap before an engine that answers whatever comes; addresses of loopback stand for this machine's and the phone's. */
async function started(change: Partial<TapOptions> = {}): Promise<{
  readonly tap: Tap;
  readonly seen: readonly TappedConnection[];
  readonly reached: readonly string[];
}> {
  const reached: string[] = [];
  const answer = (socket: Socket): void =>
    void socket
      .on('end', () => socket.end())
      .on('data', (bytes) => {
        reached.push(String(bytes));
        socket.end('answer');
      });
  const engine = createServer({ allowHalfOpen: true }, answer).listen(0, '127.0.0.1');
  await once(engine, 'listening');
  closing.push(() => engine.close());
  const seen: TappedConnection[] = [];
  const tap = await startTap({
    port: 0,
    listen: { address: '127.0.0.2', from: '127.0.0.3' },
    enginePort: portOf(engine),
    onClosed: (connection) => seen.push(connection),
    ...change,
  });
  closing.push(() => tap.close());
  return { tap, seen, reached };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function asked(port: number, host: string, localAddress: string): Promise<string> {
  const socket: Socket = connect({ host, port, localAddress });
  socket.on('error', () => undefined);
  socket.write('question');
  let said = '';
  socket.on('data', (bytes) => {
    said += String(bytes);
  });
  await once(socket, 'close');
  return said;
}

it('at another address than loopback the tap serves the phone, refuses all others, and counts them', async () => {
  const { tap, seen } = await started();
  expect(await asked(tap.port, '127.0.0.1', '127.0.0.1')).toBe('answer');
  expect(await asked(tap.port, '127.0.0.2', '127.0.0.3')).toBe('answer');
  expect(await asked(tap.port, '127.0.0.2', '127.0.0.4')).toBe('');
  expect(await asked(tap.port, '127.0.0.1', '127.0.0.4')).toBe('');
  expect([tap.accepted, tap.refused]).toEqual([2, 2]);
  expect(seen.map(({ clientAddress }) => clientAddress)).toEqual([undefined, '127.0.0.3']);
});

it('a new connection is held, but not one that the phone has ended: and nothing of it is lost', async () => {
  const { tap, seen, reached } = await started({ holdMs: 3_600_000 });
  const held = connect({ host: '127.0.0.1', port: tap.port });
  held.on('error', () => undefined);
  held.write('held');
  await once(held, 'connect');
  const ended = connect({ host: '127.0.0.1', port: tap.port });
  ended.end('ended');
  ended.resume();
  await once(ended, 'close');
  expect(reached).toEqual(['ended']);
  held.end();
  held.resume();
  await once(held, 'close');
  expect(reached).toEqual(['ended', 'held']);
  expect(seen.map(({ bytesIn, ended: inOrder }) => [bytesIn, inOrder])).toEqual([
    [5, true],
    [4, true],
  ]);
});

it('of a connection without a byte it is known whether the phone ended it in order', async () => {
  const { tap, seen } = await started();
  const opened = async (close: (socket: Socket) => void): Promise<void> => {
    const socket = connect({ host: '127.0.0.1', port: tap.port });
    await once(socket, 'connect');
    const before = seen.length;
    close(socket);
    await vi.waitUntil(() => seen.length > before);
  };
  await opened((socket) => socket.end());
  await opened((socket) => socket.resetAndDestroy());
  expect(seen.map(({ bytesIn, ended }) => [bytesIn, ended])).toEqual([
    [0, true],
    [0, false],
  ]);
});
