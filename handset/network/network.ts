import type { Duplex } from 'node:stream';
import { duplexPair } from '../duplex-pair.ts';
import type { HttpRequest, HttpResponse, Internet, Loopback, Network, NetworkIdentity } from '../parts.ts';
import type { AndroidVersion } from '../system/android-version.ts';
import { createByteCounter } from './byte-counter.ts';
import { exchange, openTunnel, secure } from './http-client.ts';
import { createSocketTable } from './socket-table.ts';

export interface NetworkOptions {
  readonly android: AndroidVersion;
  readonly internet: Internet;
  readonly loopback: Loopback;
  /** `host:port` of `settings global http_proxy`; `undefined` or `:0` for none. */
  proxySetting(): string | undefined;
  /** PEM certificates that the user added. */
  userCertificates(): Promise<readonly string[]>;
  /** PEM certificates of the ROM. */
  systemCertificates(): Promise<readonly string[]>;
}

/** From this target SDK on an app trusts what the user added only when it declares so (Android 7, API 24). */
const FIRST_SDK_WITHOUT_USER_TRUST = 24;

export function createNetwork(options: NetworkOptions): Network {
  const listeners: (() => void)[] = [];
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const counter = createByteCounter(changed);
  const table = createSocketTable(changed);

  async function connect(uid: number, host: string, port: number): Promise<Duplex> {
    const wanted = { uid, host: isLoopback(host) ? '127.0.0.1' : host, port };
    if (isLoopback(host)) return table.listed(wanted, await options.loopback.connect(port));
    const socket = await options.internet.connect(host, port);
    return table.listed(wanted, counted(socket, uid, counter));
  }

  async function authorities(app: NetworkIdentity): Promise<readonly string[]> {
    const trustsUser = app.trustsUserCertificates ?? app.targetSdk < FIRST_SDK_WITHOUT_USER_TRUST;
    const system = await options.systemCertificates();
    return trustsUser ? [...system, ...(await options.userCertificates())] : system;
  }

  async function request(app: NetworkIdentity, wanted: HttpRequest): Promise<HttpResponse> {
    const url = new URL(wanted.url);
    const encrypted = url.protocol === 'https:';
    const port = Number(url.port || (encrypted ? 443 : 80));
    const target = `${url.pathname}${url.search}`;
    // Android's proxy selector leaves loopback out; an app that brings its own client never asks it.
    const proxy =
      app.ignoresProxy === true || isLoopback(url.hostname) ? undefined : proxyOf(options.proxySetting());
    const socket =
      proxy === undefined
        ? await connect(app.uid, url.hostname, port)
        : await connect(app.uid, proxy.host, proxy.port);
    try {
      if (proxy !== undefined && !encrypted) return await exchange(socket, wanted, wanted.url);
      if (proxy !== undefined) await openTunnel(socket, url.hostname, port);
      const stream = encrypted ? await secure(socket, url.hostname, await authorities(app)) : socket;
      return await exchange(stream, wanted, target);
    } finally {
      socket.destroy();
    }
  }

  return {
    connect,
    request,
    counters: () => counter.totals(),
    sockets: () => table.sockets(),
    onChange: (listener) => void listeners.push(listener),
  };
}

function proxyOf(setting: string | undefined): { readonly host: string; readonly port: number } | undefined {
  const match = /^(.+):(\d+)$/.exec(setting ?? '');
  const port = Number(match?.[2]);
  return match?.[1] === undefined || port === 0 ? undefined : { host: match[1], port };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127\./.test(host);
}

/** The same connection with a meter on it. */
function counted(socket: Duplex, uid: number, counter: ReturnType<typeof createByteCounter>): Duplex {
  const [app, kernel] = duplexPair();
  counter.opened(uid);
  kernel.on('data', (chunk: Buffer) => counter.sent(uid, chunk.length));
  socket.on('data', (chunk: Buffer) => counter.received(uid, chunk.length));
  kernel.pipe(socket).pipe(kernel);
  socket.on('error', () => undefined); // A cut connection shows as closed.
  kernel.once('close', () => {
    counter.closed(uid);
    socket.destroy();
  });
  socket.once('close', () => kernel.destroy());
  return app;
}
