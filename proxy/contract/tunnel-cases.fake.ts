import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { expect } from 'vitest';
import { type Ends, heard, over, secured, tunnel } from './client.fake.ts';
import { GREETING } from './origin.fake.ts';
import { of, type Speech, sha256 } from './speech.fake.ts';

const BINARY = Buffer.concat([Buffer.from([0, 1, 2, 255]), randomBytes(5_000)]);
const TEXT = Buffer.from(`HELLO ${'y'.repeat(5_000)}\r\n\r\n`);
const FAREWELL = Buffer.from('QUIT\r\n');

function tunnelIs(transport: 'tcp' | 'tls', body: Buffer): Speech['holds'] {
  return (flows) =>
    expect(of(flows, 'tunnel')).toMatchObject([
      { transport, sent: { sha256: sha256(body) }, received: { sha256: sha256(body) } },
    ]);
}

function echoed(port: 'tcpEcho' | 'tlsEcho', body: Buffer): Speech['speak'] {
  return async (ends) => {
    const { origin } = ends;
    const socket =
      port === 'tlsEcho'
        ? await secured(ends, origin.tlsEcho, { protocol: 'none' })
        : await tunnel(ends, origin.tcpEcho);
    const local = socket.localPort;
    let received = 0;
    const all = new Promise<void>((resolve, reject) => {
      socket.on('data', (chunk: Buffer) => {
        received += chunk.length;
        if (received === body.length) resolve();
      });
      socket.once('close', () => reject(new Error(`only ${received} bytes came back`)));
      setTimeout(() => reject(new Error(`only ${received} bytes came back in time`)), 3_000).unref();
    });
    socket.write(body);
    // What does not come back is seen by what was recorded.
    await all.catch(() => undefined);
    await over(socket);
    return local;
  };
}

/** The client says nothing before it has heard the server. */
function greeted(connect: (ends: Ends) => Promise<Socket>): Speech['speak'] {
  return async (ends) => {
    const socket = await connect(ends);
    const local = socket.localPort;
    const greeting = heard(socket, /220 ready/);
    const patience = new Promise<string>((resolve) => setTimeout(() => resolve(''), 3_000));
    if ((await Promise.race([greeting, patience])) !== '') {
      socket.write(FAREWELL);
      await heard(socket, /QUIT/);
    }
    greeting.catch(() => undefined);
    await over(socket);
    return local;
  };
}

function greetedIs(transport: 'tcp' | 'tls'): Speech['holds'] {
  return (flows) =>
    expect(of(flows, 'tunnel')).toMatchObject([
      {
        transport,
        sent: { sha256: sha256(FAREWELL) },
        received: { sha256: sha256(Buffer.concat([GREETING, FAREWELL])) },
      },
    ]);
}

export const TUNNEL_SPEECHES = {
  'a tunnel that begins with binary bytes': {
    speak: echoed('tcpEcho', BINARY),
    holds: tunnelIs('tcp', BINARY),
  },
  'a tunnel that begins with letters': {
    speak: echoed('tcpEcho', TEXT),
    holds: tunnelIs('tcp', TEXT),
  },
  'what is no HTTP, inside TLS': {
    speak: echoed('tlsEcho', BINARY),
    holds: tunnelIs('tls', BINARY),
  },
  'a tunnel in which the server speaks first': {
    speak: greeted((ends) => tunnel(ends, ends.origin.tcpGreeter)),
    holds: greetedIs('tcp'),
  },
  'what is no HTTP, inside TLS, and begun by the server': {
    speak: greeted((ends) => secured(ends, ends.origin.tlsGreeter, { protocol: 'none' })),
    holds: greetedIs('tls'),
  },
} satisfies Readonly<Record<string, Speech>>;
