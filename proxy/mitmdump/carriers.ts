import { parseFlowId } from '../../helpers/model/ids.ts';
import type { Recording } from '../engine/proxy-engine.ts';
import { alertIn } from '../engine/tls-alerts.ts';
import type { ConnectionFrame } from './frames.ts';
import type { Carrier } from './tapped.ts';

interface Carriers {
  take(frame: ConnectionFrame): void;
  of(connection: string): Carrier | undefined;
}

const UNCOUNTED =
  'it came by WireGuard, past the tap that counts bytes and says whose they are: what was recorded of it may not be all';

/** The connections that mitmdump tells of, as long as they are there. */
export function carriers(recording: Recording): Carriers {
  const ports = new Map<string, number>();
  const known = new Map<string, Carrier>();
  let tunnelled = 0;

  /** Looked for again as long as it is not there: mitmdump may tell of a connection before the tap hears of it. */
  function of(connection: string): Carrier | undefined {
    const carrier = known.get(connection) ?? atTap(recording, ports.get(connection));
    if (carrier !== undefined) known.set(connection, carrier);
    return carrier;
  }

  function take(frame: ConnectionFrame): void {
    switch (frame.kind) {
      case 'connected':
        ports.set(frame.connection, frame.port);
        return void of(frame.connection);
      case 'tunnelled': {
        tunnelled += 1;
        const id = parseFlowId(`tunnelled-${tunnelled}`);
        known.set(frame.connection, { kind: 'tunnelled', id });
        // At once, and of each: whatever becomes of it, the traffic is not all counted.
        return recording.unreadable('past-the-tap', UNCOUNTED, { connection: id, host: undefined });
      }
      case 'tls-failed':
        return tlsFailed(recording, of(frame.connection), frame);
      case 'disconnected': {
        const carrier = of(frame.connection);
        ports.delete(frame.connection);
        known.delete(frame.connection);
        return ended(recording, carrier);
      }
    }
  }

  return { take, of };
}

function atTap({ connectionAt }: Recording, port: number | undefined): Carrier | undefined {
  const tapped = connectionAt(port);
  return tapped === undefined ? undefined : { kind: 'tapped', id: tapped.id, tapped };
}

/** Of what the tap saw, its own record decides what it was; of other connections there are the engine's words alone. */
function tlsFailed(
  recording: Recording,
  carrier: Carrier | undefined,
  { host, why }: Extract<ConnectionFrame, { kind: 'tls-failed' }>,
): void {
  if (carrier?.kind === 'tapped') return recording.tlsFailed(carrier.id, why);
  if (carrier === undefined) return;
  const reason = alertIn(why) === undefined ? 'tls-aborted' : 'tls-rejected';
  recording.unreadable(reason, why, { connection: carrier.id, host: host ?? undefined });
}

function ended(recording: Recording, carrier: Carrier | undefined): void {
  if (carrier?.kind === 'tapped') return recording.toldAll(carrier.id);
  if (carrier === undefined) return;
  for (const book of [recording.webSockets, recording.tunnels, recording.exchanges])
    book.connectionClosed(carrier.id);
}
