import type { Recording } from '../engine/proxy-engine.ts';
import type { TappedConnection } from '../engine/tap.ts';
import type { ConnectionFrame } from './frames.ts';
import type { TakeFrame } from './read-frames.ts';
import { recordExchangeFrames } from './record-exchange-frames.ts';
import { recordTunnelFrames } from './record-tunnel-frames.ts';
import { recordWebSocketFrames } from './record-web-socket-frames.ts';

/** Enters what mitmdump tells into the books. */
export function recordFrames(recording: Recording): TakeFrame {
  const connections = tappedConnections(recording);
  const exchanges = recordExchangeFrames(recording, connections.of);
  const webSockets = recordWebSocketFrames(recording, {
    connectionOf: connections.of,
    flowOf: exchanges.flowOf,
  });
  const tunnels = recordTunnelFrames(recording, connections.of);

  return (frame, bytes, last) => {
    switch (frame.kind) {
      case 'ready':
        return;
      case 'connected':
      case 'disconnected':
      case 'tls-failed':
        return connections.take(frame);
      case 'request':
      case 'request-bytes':
      case 'request-ended':
      case 'response':
      case 'response-bytes':
      case 'response-ended':
      case 'failed':
      case 'refused':
        return exchanges.take(frame, bytes);
      case 'websocket':
      case 'message':
      case 'websocket-ended':
        return webSockets(frame, bytes, last);
      case 'tunnel':
      case 'tunnel-bytes':
      case 'tunnel-ended':
        return tunnels(frame, bytes);
    }
  };
}

interface TappedConnections {
  take(frame: ConnectionFrame): void;
  of(connection: string): TappedConnection | undefined;
}

function tappedConnections(recording: Recording): TappedConnections {
  const ports = new Map<string, number>();
  const tapped = new Map<string, TappedConnection>();

  /** Looked for again as long as it is not there: mitmdump may tell of a connection before the tap hears of it. */
  function of(connection: string): TappedConnection | undefined {
    const found = tapped.get(connection) ?? recording.connectionAt(ports.get(connection));
    if (found !== undefined) tapped.set(connection, found);
    return found;
  }

  function take(frame: ConnectionFrame): void {
    if (frame.kind === 'connected') ports.set(frame.connection, frame.port);
    const connection = of(frame.connection);
    if (frame.kind === 'tls-failed' && connection !== undefined)
      recording.tlsFailed(connection.id, frame.why);
    if (frame.kind !== 'disconnected') return;
    ports.delete(frame.connection);
    tapped.delete(frame.connection);
    if (connection !== undefined) recording.toldAll(connection.id);
  }

  return { take, of };
}
