import type { Recording } from '../engine/proxy-engine.ts';
import type { RecordedTunnel } from '../engine/tunnel-book.ts';
import type { TunnelFrame } from './frames.ts';
import { type ConnectionOf, untapped } from './tapped.ts';

/**
 * Enters tunnels into their book. mitmproxy does not tell an end that was meant from one that was not, so that what
 * was sent counts as cut off.
 */
export function recordTunnelFrames(
  recording: Recording,
  connectionOf: ConnectionOf,
): (frame: TunnelFrame, bytes: Buffer) => void {
  const open = new Map<string, RecordedTunnel>();

  function begin(frame: Extract<TunnelFrame, { kind: 'tunnel' }>): void {
    const connection = connectionOf(frame.connection);
    const { host, port, transport } = frame;
    if (connection === undefined) return untapped(recording, `a tunnel to ${host}`);
    open.set(frame.tunnel, recording.tunnels.open({ connection: connection.id, host, port, transport }));
  }

  return (frame, bytes) => {
    switch (frame.kind) {
      case 'tunnel':
        return begin(frame);
      case 'tunnel-bytes': {
        const tunnel = open.get(frame.tunnel);
        return frame.sent ? tunnel?.sent(bytes) : tunnel?.received(bytes);
      }
      case 'tunnel-ended':
        open.get(frame.tunnel)?.end(frame.why);
        open.delete(frame.tunnel);
        return;
    }
  };
}
