import type { Recording } from '../engine/proxy-engine.ts';
import { carriers } from './carriers.ts';
import type { TakeFrame } from './read-frames.ts';
import { recordExchangeFrames } from './record-exchange-frames.ts';
import { recordTunnelFrames } from './record-tunnel-frames.ts';
import { recordWebSocketFrames } from './record-web-socket-frames.ts';

/** Enters what mitmdump tells into the books. */
export function recordFrames(recording: Recording): TakeFrame {
  const connections = carriers(recording);
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
      case 'tunnelled':
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
