import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Mockttp } from 'mockttp';
import { LastTunnelAddress, TlsMetadata } from 'mockttp/dist/util/socket-extensions';
import { getParentSocket } from 'mockttp/dist/util/socket-util';
import type { Recording } from '../engine/proxy-engine.ts';
import { connectUpstream, type Origin } from '../engine/upstream.ts';
import { readFirstWords } from './first-words.ts';
import { waitForGreeting } from './server-greeting.ts';

/** A client that began what may be a request finishes its first line within this time; others wait for an answer. */
const SILENCE_MS = 1_000;

/** The part of mockttp's inner server that hands a connection to HTTP, TLS or SOCKS, after each layer that was opened. */
interface Sorter {
  connectionListener(socket: Socket): void;
}

/**
 * Takes the tunnels out of mockttp's hands that carry no HTTP. It would answer text with 400, and lead binary bytes on by
 * system DNS, past every rule and every proxy (facts, trap 9). Its inner server is private: a contract test watches this.
 */
export function takeRawTunnels(
  server: Mockttp,
  recording: Recording,
  upstreamProxyUrl: string | undefined,
): void {
  const { server: sorter } = server as unknown as { readonly server: Sorter };
  const parts = { recording, upstreamProxyUrl };
  const original = sorter.connectionListener.bind(sorter);
  sorter.connectionListener = (socket) => {
    const origin = originOf(socket);
    let stopWords = (): void => undefined;
    const stopGreeting = waitForGreeting(socket, { origin, upstreamProxyUrl }, (from, upstream) => {
      stopWords();
      void lead(socket, from, { ...parts, upstream });
    });
    stopWords = waitForWords(socket, (words) => {
      stopGreeting();
      if (origin === undefined || words === 'engine') original(socket);
      else void lead(socket, origin, parts);
    });
  };
}

/** Reads until it can tell what a client speaks, and puts back what it read. */
function waitForWords(socket: Socket, tell: (words: 'engine' | 'other') => void): () => void {
  const seen: Buffer[] = [];
  const dropped = (): void => void socket.destroy();
  let silence: NodeJS.Timeout | undefined;
  const stop = (): void => {
    clearTimeout(silence);
    socket.off('error', dropped);
    socket.off('readable', look);
  };
  const decide = (words: 'engine' | 'other'): void => {
    stop();
    socket.unshift(Buffer.concat(seen));
    tell(words);
  };
  const look = (): void => {
    const bytes: Buffer | null = socket.read();
    if (bytes !== null) seen.push(bytes);
    if (seen.length === 0) return;
    const words = readFirstWords(Buffer.concat(seen));
    if (words !== 'more') return decide(words);
    clearTimeout(silence);
    silence = setTimeout(() => decide('other'), SILENCE_MS);
  };
  socket.on('error', dropped);
  socket.once('close', () => clearTimeout(silence));
  socket.on('readable', look);
  look();
  return stop;
}

/** Where a tunnel leads, as its client named it by CONNECT or SOCKS; a connection that names nothing is no tunnel. */
function originOf(socket: Socket): Origin | undefined {
  const carrier: Socket = socket[LastTunnelAddress] === undefined ? getParentSocket(socket) : socket;
  const address = carrier?.[LastTunnelAddress];
  const parts = address === undefined ? null : /^\[?(?<host>.+?)\]?:(?<port>\d{1,5})$/.exec(address);
  const { host, port } = parts?.groups ?? {};
  if (host === undefined || !(Number(port) < 65_536)) return undefined;
  if (!(socket instanceof TLSSocket)) return { host, port: Number(port) };
  const metadata = carrier[TlsMetadata] ?? socket[TlsMetadata];
  const tls = { serverName: metadata?.sniHostname ?? host, protocols: metadata?.clientAlpn };
  return { host, port: Number(port), tls };
}

interface LeadParts {
  readonly recording: Recording;
  readonly upstreamProxyUrl: string | undefined;
  /** Where the origin was reached already. */
  readonly upstream?: Socket;
}

async function lead(
  client: Socket,
  origin: Origin,
  { recording, upstreamProxyUrl, upstream: reached }: LeadParts,
): Promise<void> {
  const connection = recording.connectionAt(client.remotePort);
  if (connection === undefined) {
    reached?.destroy();
    return void client.destroy();
  }
  const { host, port, tls } = origin;
  const transport = tls === undefined ? 'tcp' : 'tls';
  const tunnel = recording.tunnels.open({ connection: connection.id, host, port, transport });
  client.on('error', () => client.destroy());
  client.once('close', () => tunnel.end());
  client.once('end', () => {
    if (!connection.cutOff) tunnel.ended('sent');
  });
  client.pause();
  try {
    const upstream = reached ?? (await connectUpstream(origin, upstreamProxyUrl));
    // Not before: the first listener sets the bytes flowing, pause or not, and nobody would lead them on.
    client.on('data', (bytes: Buffer) => tunnel.sent(bytes));
    upstream.on('data', (bytes: Buffer) => tunnel.received(bytes));
    upstream.once('end', () => tunnel.ended('received'));
    upstream.on('error', () => upstream.destroy());
    upstream.once('close', () => client.destroySoon());
    client.once('close', () => upstream.destroy());
    client.pipe(upstream).pipe(client);
    // It went away while the origin was asked: nothing more is heard of it.
    if (client.closed) upstream.destroy();
  } catch (error) {
    // What the phone said already is evidence, whether it went on or not.
    const said: Buffer | null = client.read();
    if (said !== null) tunnel.sent(said);
    tunnel.end(error instanceof Error ? error.message : String(error));
    client.destroySoon();
  }
}
