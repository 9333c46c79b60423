import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Cable, createCable } from './cable.ts';

let cable: Cable;
let server: Server;
let phone: Duplex | undefined;
let host: Socket;
beforeEach(async () => {
  cable = createCable();
  server = createServer((socket) => {
    phone = cable.attach(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = await plugIn();
});
afterEach(async () => {
  host.destroy();
  cable.drop();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

async function plugIn(): Promise<Socket> {
  const arrived = once(server, 'connection');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  await arrived;
  return socket;
}

/** What has arrived once so many bytes have. */
async function received(end: Duplex | undefined, bytes: number): Promise<string> {
  let text = '';
  for await (const chunk of end?.iterator({ destroyOnReturn: false }) ?? []) {
    text += String(chunk);
    if (text.length >= bytes) return text;
  }
  return text;
}

it('passes both ways, in order', async () => {
  host.write('to ');
  host.write('the phone');
  expect(await received(phone, 12)).toBe('to the phone');
  phone?.write('to ');
  phone?.write('the host');
  expect(await received(host, 11)).toBe('to the host');
});

it('passes nothing while it is held, and everything in order once it is released', async () => {
  cable.hold();
  const arriving = received(phone, 9);
  const answered = received(host, 6);
  for (const piece of ['one', 'two', 'six']) host.write(piece);
  for (const piece of ['yes', 'yes']) phone?.write(piece);
  cable.release();
  expect([await arriving, await answered]).toEqual(['onetwosix', 'yesyes']);
});

it.each([{ milliseconds: 2 }, { bytesPerSecond: 500_000 }])(
  'loses nothing when it is slow: %j',
  async (pace) => {
    cable.slow(pace);
    const sent = Array.from({ length: 200 }, (_, index) => String(index).padStart(4));
    for (const piece of sent) host.write(piece);
    expect(await received(phone, 800)).toBe(sent.join(''));
  },
);

it('cuts what is there when it is dropped, and takes the next', async () => {
  const closed = once(host, 'close');
  cable.drop();
  await closed;
  host = await plugIn();
  host.write('again');
  expect(await received(phone, 5)).toBe('again');
});

it('takes nobody while it is unplugged', async () => {
  cable.unplug();
  const refused = await plugIn();
  await expect.poll(() => refused.closed).toBe(true);
  expect(phone).toBeUndefined();
  cable.plug();
  host = await plugIn();
  expect(phone).toBeDefined();
});
