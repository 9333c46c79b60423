import type { Duplex } from 'node:stream';
import type { AppNetwork, NetworkIdentity, UdpSocket } from '../network-parts.ts';
import { type Dialer, type DialerParts, requirePermission } from './dialer.ts';
import { createFetching } from './fetch.ts';
import { openRoute, type RouteParts } from './route.ts';
import { secure } from './tls-client.ts';
import { judge } from './trust.ts';
import { openUdp } from './udp.ts';
import { openWebSocket } from './web-socket.ts';

export interface ClientParts extends RouteParts, DialerParts {
  readonly dialer: Dialer;
}

/** The network as one process of an app has it. All its sockets end by `close`. */
export function createAppClient(app: NetworkIdentity, parts: ClientParts): AppNetwork & { close(): void } {
  const open = new Set<{ close(): void }>();
  function own(closing: { close(): void }): () => void {
    open.add(closing);
    return () => void open.delete(closing);
  }
  async function dial(host: string, port: number): Promise<Duplex> {
    const socket = await parts.dialer.dial(app, host, port);
    socket.once('close', own({ close: () => socket.destroy() }));
    socket.on('error', () => undefined); // A cut connection shows as closed.
    return socket;
  }
  const fetching = createFetching(app, parts, dial);
  return {
    ...fetching,
    tcp: dial,
    async webSocket(url, headers = {}) {
      const wanted = { url: new URL(url), protocols: ['http/1.1'], tunnels: true, dial };
      const route = await openRoute(app, parts, wanted);
      return await openWebSocket(route.stream, url, headers);
    },
    async tls(host, port, { checksHostName = false, protocols = [] } = {}) {
      const socket = await dial(host, port);
      return await secure(socket, {
        host,
        protocols,
        judge: (sent) => judge(app, { name: host, checksName: checksHostName }, sent, parts),
      });
    },
    udp() {
      const socket: UdpSocket = openUdp(parts, app);
      const disown = own(socket);
      return {
        ...socket,
        close() {
          disown();
          socket.close();
        },
      };
    },
    lookup: (host) => parts.lookup(app, host),
    listen(port, accept) {
      requirePermission(parts.android, app);
      const stop = parts.loopback.listen(port, accept);
      const listed = parts.table.listening(app.uid, '127.0.0.1', port);
      const close = (): void => {
        disown();
        stop();
        listed.gone();
      };
      const disown = own({ close });
      return close;
    },
    close() {
      fetching.closeIdle();
      for (const one of [...open]) one.close();
    },
  };
}
