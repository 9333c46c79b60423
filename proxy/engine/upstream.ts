import { request } from 'node:http';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

export interface Origin {
  readonly host: string;
  readonly port: number;
  /** Set when the origin is to be spoken to in TLS; its certificate is checked, always. */
  readonly tls?: { readonly serverName: string; readonly protocols?: readonly string[] | undefined };
}

/** Connects to an origin: by the upstream proxy where there is one, and never past it. */
export async function connectUpstream(origin: Origin, proxyUrl: string | undefined): Promise<Socket> {
  const plain = await (proxyUrl === undefined ? connected(connect(origin)) : throughProxy(origin, proxyUrl));
  plain.setNoDelay(true);
  if (origin.tls === undefined) return plain;
  const { serverName, protocols } = origin.tls;
  const secured = connectTls({
    socket: plain,
    host: origin.host,
    ...(isIP(serverName) === 0 ? { servername: serverName } : {}),
    ...(protocols === undefined ? {} : { ALPNProtocols: [...protocols] }),
  });
  return await connected(secured, 'secureConnect');
}

async function connected(socket: Socket, event = 'connect'): Promise<Socket> {
  return await new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once(event, () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

async function throughProxy({ host, port }: Origin, proxyUrl: string): Promise<Socket> {
  const proxy = new URL(proxyUrl);
  const target = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  return await new Promise((resolve, reject) => {
    const asking = request({
      host: proxy.hostname,
      port: Number(proxy.port || 80),
      method: 'CONNECT',
      path: target,
      headers: { host: target },
    });
    asking.once('error', reject);
    asking.once('connect', ({ statusCode }, socket, head) => {
      if (statusCode !== 200) {
        socket.destroy();
        reject(new Error(`the upstream proxy answered ${statusCode} to CONNECT ${target}`));
        return;
      }
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    asking.end();
  });
}
