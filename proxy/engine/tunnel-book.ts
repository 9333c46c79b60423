import type { TunnelFlow } from '../../helpers/model/flow.ts';
import { type FlowId, parseFlowId } from '../../helpers/model/ids.ts';
import { openBodyFile } from './body-file.ts';
import type { BookParts } from './exchange-book.ts';

/** The tunnels that are open and carry no HTTP. Each becomes one line, with its bytes both ways. */
export interface TunnelBook {
  open(head: TunnelHead): RecordedTunnel;
  /** Closes what is open over a connection that is gone. */
  connectionClosed(connection: FlowId): void;
  /** Closes everything that is open, as cut off. */
  endAll(): void;
}

type TunnelHead = Pick<TunnelFlow, 'connection' | 'host' | 'port' | 'transport'>;

export interface RecordedTunnel {
  /** Bytes of the phone's. */
  sent(bytes: Uint8Array): void;
  received(bytes: Uint8Array): void;
  /** A side said that it sends no more: what it sent is complete. */
  ended(direction: 'sent' | 'received'): void;
  /** It is over. May be called again. */
  end(proxyError?: string): void;
}

export function createTunnelBook({ bundleDirectory, log, explain }: BookParts): TunnelBook {
  const open = new Map<RecordedTunnel, FlowId>();
  let tunnels = 0;
  return {
    open(head) {
      tunnels += 1;
      explain(head.connection);
      const id = parseFlowId(`tunnel-${tunnels}`);
      const startedMs = Date.now();
      const sent = openBodyFile(bundleDirectory, `${id}-sent`);
      const received = openBodyFile(bundleDirectory, `${id}-received`);
      const tunnel: RecordedTunnel = {
        sent: (bytes) => sent.write(bytes),
        received: (bytes) => received.write(bytes),
        ended: (direction) => void (direction === 'sent' ? sent : received).finish(true),
        end(proxyError) {
          if (!open.delete(tunnel)) return;
          log.append({
            kind: 'tunnel',
            id,
            ...head,
            startedMs,
            endedMs: Date.now(),
            sent: sent.finish(false),
            received: received.finish(false),
            ...(proxyError === undefined ? {} : { proxyError }),
          });
        },
      };
      open.set(tunnel, head.connection);
      return tunnel;
    },
    connectionClosed(connection) {
      for (const [tunnel, its] of [...open]) if (its === connection) tunnel.end();
    },
    endAll() {
      for (const tunnel of [...open.keys()]) tunnel.end();
    },
  };
}
