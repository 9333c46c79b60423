import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { connect as connectHttp2, constants } from 'node:http2';
import { connect, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import WebSocket from 'ws';
import { ABANDONED_BYTES, ECHO_PORT, ORIGIN_HOST as HOST, TLS_ECHO_PORT } from './origins.fake.ts';
import { connectTunnel, securedIn, socksTunnel } from './tunnels.fake.ts';

interface Surroundings {
  readonly proxyPort: number;
  /** The authority of the run, which these clients trust. */
  readonly ca: string;
}

/** What a client knows of its own connection, once it is over. */
export interface Said {
  readonly clientPort: number;
  readonly bytesSent: number;
  readonly bytesRead: number;
  /** It ended in order: then it also read everything that was sent to it. */
  readonly inOrder: boolean;
  /** SHA-256 of what it sent as body, message or bare bytes, and whether all of it. */
  readonly bodies: readonly { readonly sha256: string; readonly complete: boolean }[];
}

type Client = (around: Surroundings, name: string) => Promise<Said>;

const whole = (bytes: Uint8Array) => ({ sha256: digest(bytes), complete: true });
const cutOff = (bytes: Uint8Array) => ({ sha256: digest(bytes), complete: false });

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Waits for a connection's end, and tells what its client counted. */
function followed(socket: Socket): (bodies?: Said['bodies'], inOrder?: boolean) => Promise<Said> {
  const clientPort = socket.localPort ?? 0;
  return async (bodies = [], inOrder = true) => {
    if (!socket.closed) await once(socket, 'close');
    return { clientPort, bytesSent: socket.bytesWritten, bytesRead: socket.bytesRead, inOrder, bodies };
  };
}

async function secured({ proxyPort, ca }: Surroundings): Promise<{ raw: Socket; tls: TLSSocket }> {
  const raw = await connectTunnel({ proxyPort, host: HOST, port: 443 });
  const tls = await securedIn(raw, HOST, { ca });
  tls.on('error', () => undefined);
  return { raw, tls };
}

interface Posted {
  readonly path: string;
  readonly body: Buffer;
  readonly headers?: OutgoingHttpHeaders;
  readonly trailers?: Record<string, string>;
}

/** One request by Node's client, which ends the connection. */
async function post(around: Surroundings, { path, body, headers, trailers }: Posted): Promise<Said> {
  const { raw, tls } = await secured(around);
  const end = followed(raw);
  const request = httpRequest({
    createConnection: () => tls,
    method: 'POST',
    path,
    headers: { host: HOST, connection: 'close', ...headers },
  });
  request.on('error', () => undefined);
  if (headers?.expect !== undefined) {
    request.flushHeaders();
    await once(request, 'continue');
  }
  if (trailers !== undefined) request.addTrailers(trailers);
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  await once(response.resume(), 'end');
  return await end([whole(body)]);
}

const sized: Client = (around, name) => {
  const body = randomBytes(1 + Math.floor(Math.random() * 200_000));
  return post(around, { path: `/sized/${name}`, body, headers: { 'content-length': body.length } });
};

const chunked: Client = (around, name) =>
  post(around, {
    path: `/chunked/${name}`,
    body: randomBytes(30_000),
    headers: { 'transfer-encoding': 'chunked', trailer: 'checksum' },
    trailers: { checksum: name },
  });

const expecting: Client = (around, name) =>
  post(around, {
    path: `/expecting/${name}`,
    body: randomBytes(5_000),
    headers: { expect: '100-continue', 'content-length': 5_000 },
  });

const early: Client = (around, name) =>
  post(around, { path: `/early/${name}`, body: randomBytes(20_000), headers: { 'content-length': 20_000 } });

const trailing: Client = (around, name) =>
  post(around, { path: `/trailers/${name}`, body: randomBytes(900), headers: { 'content-length': 900 } });

/** Three requests at once over one connection, without a wait for any answer. */
const pipelined: Client = async (around, name) => {
  const { raw, tls } = await secured(around);
  const end = followed(raw);
  const requests = ['a', 'b', 'c'].map(
    (one) =>
      `GET /${name}/${one} HTTP/1.1\r\nHost: ${HOST}\r\n${one === 'c' ? 'Connection: close\r\n' : ''}\r\n`,
  );
  tls.write(requests.join(''));
  tls.resume();
  return await end();
};

/** Four streams at once, one of which is reset in the middle of its body. */
const http2: Client = async ({ proxyPort, ca }, name) => {
  const raw = await connectTunnel({ proxyPort, host: HOST, port: 443 });
  const end = followed(raw);
  const tls = await securedIn(raw, HOST, { ca, protocols: ['h2'] });
  const session = connectHttp2(`https://${HOST}`, { createConnection: () => tls });
  const bodies = [9_000, 60_000, 1].map((size) => randomBytes(size));
  const answered = bodies.map(async (body, at) => {
    const stream = session.request({ ':method': 'POST', ':path': `/trailers/h2/${name}/${at}` });
    stream.end(body);
    await once(stream.resume(), 'close');
  });
  const half = randomBytes(ABANDONED_BYTES);
  const reset = session.request({ ':method': 'POST', ':path': `/abandoned/h2/${name}` });
  reset.on('error', () => undefined);
  reset.write(half);
  await once(reset, 'data');
  reset.close(constants.NGHTTP2_CANCEL);
  await Promise.all(answered);
  session.close();
  return await end([...bodies.map(whole), cutOff(half)]);
};

const webSocket: Client = async (around, name) => {
  const { raw, tls } = await secured(around);
  const end = followed(raw);
  const socket = new WebSocket(`wss://${HOST}/${name}`, { createConnection: () => tls } as object);
  await once(socket, 'open');
  const messages = [randomBytes(70_000), Buffer.from(`hello ${name}`), randomBytes(126)];
  for (const message of messages) {
    socket.send(message);
    await once(socket, 'message');
  }
  socket.close(4_000, 'done');
  await once(socket, 'close');
  return await end(messages.map(whole));
};

const refusedWebSocket: Client = async (around) => {
  const { raw, tls } = await secured(around);
  const end = followed(raw);
  const socket = new WebSocket(`wss://${HOST}/refused`, { createConnection: () => tls } as object);
  await once(socket, 'error');
  return await end([], false);
};

/** Text at first, which no proxy may take for a request. */
const bareText: Client = async ({ proxyPort }, name) => {
  const raw = await connectTunnel({ proxyPort, host: HOST, port: ECHO_PORT });
  return await echoed(raw, raw, Buffer.concat([Buffer.from(`PING ${name}\r\n`), randomBytes(40_000)]));
};

const bareBytesBySocks: Client = async ({ proxyPort }) => {
  const raw = await socksTunnel({ proxyPort, host: HOST, port: ECHO_PORT });
  return await echoed(raw, raw, Buffer.concat([Buffer.from([0, 1]), randomBytes(3_000)]));
};

const bareBytesInTls: Client = async ({ proxyPort, ca }) => {
  const raw = await connectTunnel({ proxyPort, host: HOST, port: TLS_ECHO_PORT });
  return await echoed(
    raw,
    await securedIn(raw, HOST, { ca }),
    Buffer.concat([Buffer.from([0]), randomBytes(9_000)]),
  );
};

async function echoed(raw: Socket, inner: Socket, bytes: Buffer): Promise<Said> {
  const end = followed(raw);
  inner.on('error', () => undefined);
  inner.end(bytes);
  inner.resume();
  return await end([whole(bytes)]);
}

/** An upload that its client breaks off: by the end of the connection, or by a reset. */
const abandoned =
  (how: 'end' | 'reset'): Client =>
  async (around, name) => {
    const { raw, tls } = await secured(around);
    const end = followed(raw);
    const part = randomBytes(ABANDONED_BYTES);
    tls.write(`POST /abandoned/${name} HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 900000\r\n\r\n`);
    tls.write(part);
    await once(tls, 'data');
    if (how === 'end') raw.destroy();
    else raw.resetAndDestroy();
    return await end([cutOff(part)], false);
  };

const malformed =
  (bytes: string): Client =>
  async (around) => {
    const { raw, tls } = await secured(around);
    const end = followed(raw);
    tls.end(bytes);
    tls.resume();
    return await end([], false);
  };

const distrustful: Client = async ({ proxyPort }) => {
  const raw = await connectTunnel({ proxyPort, host: HOST, port: 443 });
  const end = followed(raw);
  await securedIn(raw, HOST, { ca: '' }).catch(() => undefined);
  return await end([], false);
};

const silentAfterHandshake: Client = async (around) => {
  const { raw, tls } = await secured(around);
  const end = followed(raw);
  tls.end();
  tls.resume();
  return await end([], false);
};

const wordless: Client = async ({ proxyPort }) => {
  const raw = connect(proxyPort, '127.0.0.1');
  await once(raw, 'connect');
  const end = followed(raw);
  raw.end();
  raw.resume();
  return await end();
};

const tunnelOnly: Client = async ({ proxyPort }) => {
  const raw = await connectTunnel({ proxyPort, host: HOST, port: 443 });
  const end = followed(raw);
  raw.end();
  raw.resume();
  return await end();
};

const unreachable: Client = async ({ proxyPort }) => {
  const raw = await connectTunnel({ proxyPort, host: 'elsewhere.test', port: 70 });
  const end = followed(raw);
  raw.write(Buffer.from([0, 1, 2, 3]));
  raw.resume();
  return await end([], false);
};

/** Every kind of client once; those that misbehave too. */
export const CLIENTS: readonly (readonly [kind: string, client: Client])[] = [
  ['sized', sized],
  ['chunked', chunked],
  ['expecting', expecting],
  ['early', early],
  ['trailing', trailing],
  ['pipelined', pipelined],
  ['http2', http2],
  ['webSocket', webSocket],
  ['refusedWebSocket', refusedWebSocket],
  ['bareText', bareText],
  ['bareBytesBySocks', bareBytesBySocks],
  ['bareBytesInTls', bareBytesInTls],
  ['abandonedByEnd', abandoned('end')],
  ['abandonedByReset', abandoned('reset')],
  ['twoLengths', malformed('POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd')],
  ['noise', malformed('\x01\x02 what is this\r\n\r\n')],
  ['headWithoutEnd', malformed('GET / HTTP/1.1\r\nX: ')],
  ['distrustful', distrustful],
  ['silentAfterHandshake', silentAfterHandshake],
  ['wordless', wordless],
  ['tunnelOnly', tunnelOnly],
  ['unreachable', unreachable],
];
