import type { FlowId } from '../../helpers/model/ids.ts';
import type { Recording } from '../engine/proxy-engine.ts';
import type { RecordedMessage, RecordedWebSocket } from '../engine/web-socket-book.ts';
import type { WebSocketFrame } from './frames.ts';
import type { ConnectionOf } from './tapped.ts';

interface Parts {
  readonly connectionOf: ConnectionOf;
  flowOf(exchange: string): FlowId | undefined;
}

/**
 * Enters WebSockets into their book. mitmproxy joins and decompresses messages and tells nothing of control frames,
 * each of which may hold 125 bytes: that is said for each WebSocket, since silence is no proof.
 */
export function recordWebSocketFrames(
  recording: Recording,
  { connectionOf, flowOf }: Parts,
): (frame: WebSocketFrame, bytes: Buffer, last: boolean) => void {
  const open = new Map<string, RecordedWebSocket>();
  // Frames do not interleave: at most one message is under way.
  let message: RecordedMessage | undefined;

  function begin(frame: Extract<WebSocketFrame, { kind: 'websocket' }>): void {
    const connection = connectionOf(frame.connection);
    const exchange = flowOf(frame.exchange);
    if (connection === undefined || exchange === undefined) return;
    const { host, port, url } = frame;
    open.set(
      frame.exchange,
      recording.webSockets.open({ connection: connection.id, exchange, host, port, url }),
    );
    recording.unreadable('opaque-tunnel', 'mitmdump does not tell what the pings of a WebSocket held', {
      connection: connection.id,
      host,
    });
  }

  return (frame, bytes, last) => {
    switch (frame.kind) {
      case 'websocket':
        return begin(frame);
      case 'message':
        message ??= open.get(frame.exchange)?.message({
          direction: frame.sent ? 'sent' : 'received',
          opcode: frame.opcode,
          compressed: false,
        });
        message?.write(bytes);
        if (!last) return;
        message?.end(true);
        message = undefined;
        return;
      case 'websocket-ended': {
        const { sent, code, reason } = frame;
        open.get(frame.exchange)?.end({ by: sent ? 'sent' : 'received', code, reason });
        open.delete(frame.exchange);
        return;
      }
    }
  };
}
