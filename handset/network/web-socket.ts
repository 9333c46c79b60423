import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { AppWebSocket } from '../network-parts.ts';
import { asJavaError, javaError } from './java-error.ts';

/** Upgrades a connection that leads to the host already. */
export async function openWebSocket(
  stream: Duplex,
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<AppWebSocket> {
  // Always `ws:` to the library: TLS is below it, and the app's own.
  const socket = new WebSocket(url.replace(/^wss:/, 'ws:'), {
    createConnection: () => stream as never,
    headers: { host: new URL(url).host, ...headers },
    perMessageDeflate: true,
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', (error) => reject(asJavaError(error)));
    socket.once('unexpected-response', (_request, response) => {
      const text = `Expected HTTP 101 response but was '${response.statusCode} ${response.statusMessage}'`;
      response.destroy();
      reject(javaError('java.net.ProtocolException', text, 'EPROTO'));
    });
  });
  socket.on('error', () => undefined); // It shows as closed.
  return {
    send: (message) => socket.send(message),
    onMessage: (listener) =>
      void socket.on('message', (message: Buffer, binary: boolean) =>
        listener(binary ? message : message.toString()),
      ),
    onClose: (listener) => void socket.on('close', (code, reason) => listener(code, reason.toString())),
    close: (code, reason) => socket.close(code, reason),
  };
}
