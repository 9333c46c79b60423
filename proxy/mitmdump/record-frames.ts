import type { Recording } from '../engine/proxy-engine.ts';
import type { TappedConnection } from '../engine/tap.ts';
import type { ConnectionFrame } from './frames.ts';
import type { TakeFrame } from './read-frames.ts';
import { recordExchangeFrames } from './record-exchange-frames.ts';
import { recordTunnelFrames } from './record-tunnel-frames.ts';
import { recordWebSocketFrames } from './record-web-socket-frames.ts';
import type { ConnectionOf } from './tapped.ts';

/** Enters what mitmdump tells into the books. */
export function recordFrames(recording: Recording): TakeFrame {
  const ports = new Map<string, number>();
  // Asked for each time: mitmdump may tell of a connection before the tap hears that it was accepted.
  const connectionOf: ConnectionOf = (connection) => recording.connectionAt(ports.get(connection));
  const exchanges = recordExchangeFrames(recording, connectionOf);
  const webSockets = recordWebSocketFrames(recording, { connectionOf, flowOf: exchanges.flowOf });
  const tunnels = recordTunnelFrames(recording, connectionOf);

  function ofConnection(frame: ConnectionFrame): void {
    switch (frame.kind) {
      case 'connected':
        return void ports.set(frame.connection, frame.port);
      case 'disconnected':
        return void ports.delete(frame.connection);
      case 'tls-failed':
        return refused(recording, frame, connectionOf(frame.connection));
    }
  }

  return (frame, bytes, last) => {
    switch (frame.kind) {
      case 'ready':
        return;
      case 'connected':
      case 'disconnected':
      case 'tls-failed':
        return ofConnection(frame);
      case 'request':
      case 'request-bytes':
      case 'request-ended':
      case 'response':
      case 'response-bytes':
      case 'response-ended':
      case 'failed':
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

/** mitmproxy's words are those of its `tls.py`: only a client that said nothing has not rejected the certificate. */
function refused(
  recording: Recording,
  { host, why }: Extract<ConnectionFrame, { kind: 'tls-failed' }>,
  connection: TappedConnection | undefined,
): void {
  const reason = why.includes('disconnected during the handshake') ? 'tls-no-request' : 'tls-rejected';
  recording.unreadable(reason, why, {
    connection: connection?.id,
    host: host ?? connection?.opening().connectHost,
  });
}
