import { connect, type Socket } from 'node:net';
import { type FlowId, parseFlowId } from '../../helpers/model/ids.ts';
import type { Authority } from '../authority.ts';
import type { EngineName, EngineOptions } from '../messages.ts';
import { startMitmdump } from '../mitmdump/mitmdump-engine.ts';
import { startMockttp } from '../mockttp/mockttp-engine.ts';
import { createExchangeBook } from './exchange-book.ts';
import type { Opening } from './first-bytes.ts';
import { type FlowLog, openFlowLog } from './flow-log.ts';
import type { Recording, StartProxyEngine } from './proxy-engine.ts';
import { startTap, type Tap, type TappedConnection } from './tap.ts';
import { createTunnelBook } from './tunnel-book.ts';
import { createWebSocketBook } from './web-socket-book.ts';

export interface Engine {
  readonly port: number;
  /** Exchanges that are under way. */
  open(): number;
  stop(): Promise<{ readonly flows: number; readonly connections: number }>;
}

/** Starts the recording: a tap on loopback, an engine behind it, everything that they see in the flow log. */
export async function startEngine(
  options: EngineOptions,
  authority: Authority,
  onLost: (why: Error) => void,
): Promise<Engine> {
  const log = openFlowLog(options.bundleDirectory);
  const explained = new Set<FlowId>();
  let tap: Tap | undefined;
  const recording = createRecording(options, log, {
    explain: (connection) => void explained.add(connection),
    connectionAt: (port) => (port === undefined ? undefined : tap?.connectionAt(port)),
  });
  const engine = await ENGINES[options.engine]({ options, authority, recording, onLost });
  tap = await startTap({
    port: options.port,
    enginePort: engine.port,
    onClosed: (connection) => closeConnection(connection, { recording, log, explained }),
    ...(options.blind === 'tls-passthrough'
      ? { bypass: (opening: Opening) => passThrough(options, opening) }
      : {}),
  });
  const running = tap;
  return {
    port: running.port,
    open: () => recording.exchanges.open,
    async stop() {
      await running.close();
      for (const book of [recording.webSockets, recording.tunnels, recording.exchanges]) book.endAll();
      await engine.stop();
      log.close();
      return { flows: log.count, connections: running.accepted };
    },
  };
}

const ENGINES: { readonly [Name in EngineName]: StartProxyEngine } = {
  mockttp: startMockttp,
  mitmdump: startMitmdump,
};

interface RecordingParts {
  explain(connection: FlowId): void;
  readonly connectionAt: Recording['connectionAt'];
}

function createRecording(
  { bundleDirectory, blind }: EngineOptions,
  log: FlowLog,
  { explain, connectionAt }: RecordingParts,
): Recording {
  const records = blind !== 'records-nothing';
  const append: FlowLog['append'] = (flow) => records && log.append(flow);
  const books = { bundleDirectory, log: { append }, explain };
  let unreadables = 0;
  return {
    connectionAt,
    exchanges: createExchangeBook(books),
    webSockets: createWebSocketBook(books),
    tunnels: createTunnelBook(books),
    unreadable(reason, detail, { connection, host }) {
      unreadables += 1;
      if (connection !== undefined) explain(connection);
      append({
        kind: 'unreadable',
        id: parseFlowId(`unreadable-${unreadables}`),
        reason,
        detail,
        atMs: Date.now(),
        ...(connection === undefined ? {} : { connection }),
        ...(host === undefined ? {} : { host }),
      });
    },
  };
}

interface ClosingParts {
  readonly recording: Recording;
  readonly log: FlowLog;
  readonly explained: ReadonlySet<FlowId>;
}

/** Every connection is explained by what was read over it, or by saying that it could not be read. */
function closeConnection(connection: TappedConnection, { recording, log, explained }: ClosingParts): void {
  // The engine's last events may still be on their way through its own queue.
  setTimeout(() => {
    for (const book of [recording.webSockets, recording.tunnels, recording.exchanges])
      book.connectionClosed(connection.id);
    if (connection.bytesIn > 0 && !explained.has(connection.id)) {
      const { clientHello, connectHost } = connection.opening();
      const detail = clientHello ? 'a TLS handshake and no request' : 'nothing that the engine could read';
      recording.unreadable(clientHello ? 'tls-no-request' : 'opaque-tunnel', detail, {
        connection: connection.id,
        host: connectHost,
      });
    }
    const { id, openedMs, closedMs, clientPort, bytesIn, bytesOut } = connection;
    log.append({
      kind: 'connection',
      id,
      openedMs,
      closedMs: closedMs ?? Date.now(),
      clientPort,
      bytesIn,
      bytesOut,
    });
  }, 50);
}

/** Planted for tests: TLS goes on to the upstream proxy unread; the harness's own hosts do not. */
function passThrough(options: EngineOptions, { connectHost }: Opening): Promise<Socket> | undefined {
  if (connectHost === undefined || options.forwards.some(({ host }) => host === connectHost))
    return undefined;
  const upstream = new URL(options.upstreamProxyUrl ?? 'http://127.0.0.1:9');
  return new Promise((resolve, reject) => {
    const socket = connect({ host: upstream.hostname, port: Number(upstream.port), allowHalfOpen: true });
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
  });
}
