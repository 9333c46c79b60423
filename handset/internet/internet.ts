import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { duplexPair } from '../duplex-pair.ts';
import type { Internet } from '../parts.ts';
import { createInternetAuthority } from './certificates.ts';
import { startGateway } from './gateway.ts';
import { HOSTS, type HostHandler, type Upload } from './hosts.ts';

export interface StartedInternet extends Internet {
  /** What its hosts received, in order: for tests. */
  uploads(): readonly Upload[];
}

/** Starts a small internet: a few hosts by name, real TLS under an authority of its own, nothing beyond them. */
export async function startInternet(options: { readonly directory: string }): Promise<StartedInternet> {
  const authority = await createInternetAuthority();
  const authorityFile = path.join(options.directory, 'authority.pem');
  await mkdir(options.directory, { recursive: true });
  await writeFile(authorityFile, authority.certificatePem);
  const uploads: Upload[] = [];
  const servers = new Map<string, Server>();
  for (const [host, handler] of HOSTS)
    servers.set(
      host,
      serverFor(handler, (upload) => uploads.push(upload)),
    );

  async function connect(host: string, port: number): Promise<Duplex> {
    const server = servers.get(host);
    if (server === undefined)
      throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' });
    if (port !== 443 && port !== 80) {
      throw Object.assign(new Error(`connect ECONNREFUSED ${host}:${port}`), { code: 'ECONNREFUSED' });
    }
    const [near, far] = duplexPair();
    server.emit('connection', port === 443 ? secured(far, host) : asSocket(far));
    return near;
  }

  function secured(socket: Duplex, host: string): TLSSocket {
    const secure = new TLSSocket(socket as never, {
      isServer: true,
      secureContext: authority.contextFor(host),
      ALPNProtocols: ['http/1.1'],
    });
    secure.on('error', () => socket.destroy()); // A client that does not trust us says so by an alert.
    return secure;
  }

  const gateway = await startGateway(connect);
  return {
    gateway: gateway.address,
    authorityFile,
    authorityPem: authority.certificatePem,
    connect,
    uploads: () => uploads,
    close: () => gateway.close(),
  };
}

function serverFor(handler: HostHandler, note: (upload: Upload) => void): Server {
  const server = createServer((request, response) => {
    handler(request, response, note).catch(() => response.destroy());
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  return server;
}

/** `http.Server` calls these on what it takes for a TCP socket. */
function asSocket(stream: Duplex): Duplex {
  const nothing = (): Duplex => stream;
  return Object.assign(stream, {
    setTimeout: nothing,
    setNoDelay: nothing,
    setKeepAlive: nothing,
    ref: nothing,
    unref: nothing,
  });
}
