import type { Duplex } from 'node:stream';
import { javaError } from './java-error.ts';

const LONGEST_HEAD = 16 * 1024;

/** Asks an HTTP proxy on `socket` for a tunnel to a host; rejects, as OkHttp does, when it does not grant it. */
export async function openTunnel(socket: Duplex, host: string, port: number): Promise<void> {
  socket.write(`CONNECT ${host}:${port} HTTP/1.1\r\nHost: ${host}:${port}\r\n\r\n`);
  const head = await readHead(socket);
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1];
  if (status === '200') return;
  throw javaError(
    'java.io.IOException',
    status === undefined
      ? `Unexpected status line: ${head.slice(0, 80)}`
      : `Unexpected response code for CONNECT: ${status}`,
    'EPROXY',
  );
}

/** Takes no byte of what follows the head, and leaves the socket as if nobody had read from it. */
async function readHead(socket: Duplex): Promise<string> {
  return await new Promise((resolve, reject) => {
    let head = Buffer.alloc(0);
    const done = (finish: () => void): void => {
      socket.off('readable', onReadable);
      for (const event of ['end', 'close']) socket.off(event, onClose);
      finish();
    };
    const onClose = (): void =>
      done(() => reject(javaError('java.io.IOException', 'unexpected end of stream on CONNECT', 'EPROXY')));
    const onReadable = (): void => {
      for (let chunk: unknown = socket.read(); chunk instanceof Buffer; chunk = socket.read()) {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf('\r\n\r\n');
        if (end >= 0) {
          const rest = head.subarray(end + 4);
          if (rest.length > 0) socket.unshift(rest);
          return done(() => resolve(head.toString('latin1', 0, end)));
        }
        if (head.length > LONGEST_HEAD)
          return done(() =>
            reject(javaError('java.net.ProtocolException', 'the proxy answered nonsense', 'EPROXY')),
          );
      }
    };
    socket.on('readable', onReadable);
    for (const event of ['end', 'close']) socket.on(event, onClose);
  });
}
