import type { ConnectionFlow } from '../../helpers/model/flow.ts';
import type { FlowId } from '../../helpers/model/ids.ts';
import type { FlowLog } from './flow-log.ts';
import type { Recording } from './proxy-engine.ts';
import type { TappedConnection } from './tap.ts';
import { whyUnread } from './why-unread.ts';

/** Has a line written for every connection that was accepted, and one for why it could not be read, if so. */
export interface ConnectionLog {
  /** Something was read over it: an exchange, a WebSocket, a tunnel, or what the engine says that it could not read. */
  explain(connection: FlowId): void;
  /** What the engine says of a TLS handshake with the phone that failed. */
  tlsFailed(connection: FlowId, words: string): void;
  /** The engine has no more to tell of it; some engines count themselves what they read and wrote. */
  toldAll(connection: FlowId, counted?: EngineCount): void;
  /** The connection is over. */
  closed(connection: TappedConnection): void;
  /** Writes at once what still waits. */
  flush(): void;
}

export type EngineCount = NonNullable<ConnectionFlow['engine']>;

interface ConnectionLogParts {
  readonly log: FlowLog;
  readonly unreadable: Recording['unreadable'];
  /** Comes before the lines of a connection: what is still open over it is cut off. */
  onOver(connection: FlowId): void;
  /** How long the engine's last events may be on their way after that, unless it says that it told all. */
  readonly aftermathMs: number;
}

export function createConnectionLog({
  log,
  unreadable,
  onOver,
  aftermathMs,
}: ConnectionLogParts): ConnectionLog {
  const explained = new Set<FlowId>();
  const failures = new Map<FlowId, string>();
  const waiting = new Map<FlowId, () => void>();
  const told = new Map<FlowId, EngineCount | undefined>();

  function write(connection: TappedConnection): void {
    const { id } = connection;
    if (!waiting.delete(id)) return;
    onOver(id);
    if (!explained.delete(id)) {
      const { reason, detail, host } = whyUnread(connection, failures.get(id));
      unreadable(reason, detail, { connection: id, host });
      explained.delete(id);
    }
    failures.delete(id);
    const engine = told.get(id);
    told.delete(id);
    log.append({ ...lineOf(connection), ...(engine === undefined ? {} : { engine }) });
  }

  return {
    explain: (connection) => void explained.add(connection),
    tlsFailed: (connection, words) => void failures.set(connection, words),
    toldAll(connection, counted) {
      told.set(connection, counted);
      waiting.get(connection)?.();
    },
    closed(connection) {
      const timer = setTimeout(() => write(connection), told.has(connection.id) ? 0 : aftermathMs);
      waiting.set(connection.id, () => {
        clearTimeout(timer);
        write(connection);
      });
    },
    flush() {
      for (const now of [...waiting.values()]) now();
    },
  };
}

function lineOf(connection: TappedConnection): Parameters<FlowLog['append']>[0] {
  const { id, openedMs, closedMs, clientPort, clientAddress, bytesIn, bytesOut, stillOpen, ended } =
    connection;
  return {
    kind: 'connection',
    id,
    openedMs,
    closedMs: closedMs ?? Date.now(),
    clientPort,
    ...(clientAddress === undefined ? {} : { clientAddress }),
    bytesIn,
    bytesOut,
    opening: connection.opening(),
    ...(stillOpen ? { stillOpen } : {}),
    ...(ended ? { ended } : {}),
  };
}
