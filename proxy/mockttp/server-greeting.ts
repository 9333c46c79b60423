import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { connectUpstream, type Origin } from '../engine/upstream.ts';

/** So long a client says nothing that waits for the server's first words. */
const SILENCE_MS = 1_000;
/** There the client speaks first, always. */
const HTTP_PORTS = [80, 443];

interface Waiting {
  /** None: it is no tunnel. */
  readonly origin: Origin | undefined;
  readonly upstreamProxyUrl: string | undefined;
}

/**
 * Mail and file servers speak first. So where the client of a tunnel is silent its origin is reached, and heard: only when that
 * speaks is it led on. A client that speaks after all is listened to as ever, so that TLS which begins late is not led on unread.
 * Gives what ends the waiting.
 */
export function waitForGreeting(
  client: Socket,
  { origin, upstreamProxyUrl }: Waiting,
  greeted: (origin: Origin, upstream: Socket) => void,
): () => void {
  // The first words of HTTP/2 may be the server's.
  const speaksHttp = client instanceof TLSSocket && Boolean(client.alpnProtocol);
  if (origin === undefined || speaksHttp || HTTP_PORTS.includes(origin.port)) return () => undefined;
  let stopped = false;
  let upstream: Socket | undefined;

  async function reach(from: Origin): Promise<void> {
    const reached = await connectUpstream(from, upstreamProxyUrl);
    if (stopped) return void reached.destroy();
    upstream = reached;
    reached.on('error', () => reached.destroy());
    reached.on('readable', function hear() {
      if (stopped || reached.readableLength === 0) return;
      stopped = true;
      client.off('close', stop);
      reached.off('readable', hear);
      greeted(from, reached);
    });
  }

  function stop(): void {
    stopped = true;
    clearTimeout(timer);
    client.off('close', stop);
    upstream?.destroy();
  }

  // That it cannot be reached is said to a client that speaks.
  const timer = setTimeout(() => void reach(origin).catch(() => undefined), SILENCE_MS);
  client.once('close', stop);
  return stop;
}
