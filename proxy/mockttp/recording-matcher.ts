import type { HeaderList } from '../../helpers/model/flow.ts';
import type { Recording } from '../engine/proxy-engine.ts';

/** The parts of mockttp's request that recording needs. */
interface OngoingRequest {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly httpVersion: string;
  readonly rawHeaders: HeaderList;
  readonly remotePort?: number;
  readonly destination: { readonly hostname: string };
  readonly body: { asBuffer(): Promise<unknown> };
  on(event: 'data', take: (chunk: Buffer) => void): void;
  once(event: 'end' | 'aborted' | 'error' | 'close', take: () => void): void;
}

/**
 * A matcher of mockttp's that lets requests pass and records their bodies as they stream by. mockttp's own events
 * buffer whole bodies, and say nothing of aborted ones. This use of a matcher is not documented: a contract test
 * watches it, and the version is pinned.
 */
export function recordingMatcher(recording: Recording, host?: string): never {
  const matcher = {
    type: 'wildcard',
    explain: () => (host === undefined ? 'record everything' : `record requests to ${host}`),
    dispose: () => undefined,
    matches(request: OngoingRequest): boolean {
      if (host !== undefined && request.destination.hostname !== host) return false;
      record(recording, request);
      return true;
    },
  };
  // mockttp's matcher type is that of its own classes; only these four members are ever used in a local server.
  return matcher as never;
}

function record({ exchanges, connectionAt }: Recording, request: OngoingRequest): void {
  // Must come first, and at once: otherwise a small body is read by us and never reaches the origin (facts, trap 4).
  request.body.asBuffer().catch(() => undefined);
  const connection = connectionAt(request.remotePort);
  if (connection === undefined) return;
  exchanges.begin(request.id, {
    connection: connection.id,
    method: request.method,
    url: request.url,
    httpVersion: request.httpVersion,
    headers: request.rawHeaders,
  });
  request.on('data', (chunk) => exchanges.requestBytes(request.id, chunk));
  request.once('end', () => exchanges.requestEnded(request.id, true));
  for (const event of ['aborted', 'error', 'close'] as const) {
    request.once(event, () => exchanges.requestEnded(request.id, false));
  }
}
