import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { startTap, type Tap, type TappedConnection } from './tap.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A tap before an engine that answers whatever comes; addresses of loopback stand for this machine's and the phone's. */
async function started(): Promise<{ readonly tap: Tap; readonly seen: readonly TappedConnection[] }> {
  const engine = createServer((socket) => socket.on('data', () => socket.end('answer'))).listen(
    0,
    '127.0.0.1',
  );
  await once(engine, 'listening');
  closing.push(() => engine.close());
  const seen: TappedConnection[] = [];
  const tap = await startTap({
    port: 0,
    listen: { address: '127.0.0.2', from: '127.0.0.3' },
    enginePort: portOf(engine),
    onClosed: (connection) => seen.push(connection),
  });
  closing.push(() => tap.close());
  return { tap, seen };
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
