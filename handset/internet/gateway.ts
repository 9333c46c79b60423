import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface Gateway {
  /** `127.0.0.1:port` */
  readonly address: string;
  close(): Promise<void>;
}

/** An HTTP proxy on the host's loopback that leads to the handset's internet and nowhere else. */
export async function startGateway(
  connect: (host: string, port: number) => Promise<Duplex>,
): Promise<Gateway> {
  const server = createServer((request, response) => {
    forward(connect, request, response).catch(() => response.writeHead(502).end('ENOTFOUND'));
  });
  const clients = new Set<Socket>();
  server.on('connection', (socket) => {
    clients.add(socket);
    socket.once('close', () => clients.delete(socket));
  });
  server.on('connect', (request: IncomingMessage, client: Duplex) => {
    const [host = '', port = '443'] = (request.url ?? '').split(':');
    client.on('error', () => client.destroy());
    connect(host, Number(port)).then(
      (origin) => {
        client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        client.pipe(origin).pipe(client);
        origin.once('close', () => client.destroy());
        client.once('close', () => origin.destroy());
      },
      () => client.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 9\r\n\r\nENOTFOUND'),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      // Tunnels are no longer the server's own: it would wait for them for ever.
      for (const client of clients) client.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Plain HTTP with the whole URL in the request line. */
async function forward(
  connect: (host: string, port: number) => Promise<Duplex>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '');
  const socket = await connect(url.hostname, Number(url.port || 80));
  const onward = httpRequest({
    createConnection: () => socket,
    method: request.method,
    path: `${url.pathname}${url.search}`,
    headers: { ...request.headers, connection: 'close' },
  });
  onward.once('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.once('error', () => response.destroy());
  request.pipe(onward);
}
