import { connect, type Socket } from 'node:net';
import type { Opening } from '../../helpers/model/flow.ts';
import { parseFlowId } from '../../helpers/model/ids.ts';
import type { Authority } from '../authority.ts';
import type { EngineOptions, FromEngine } from '../messages.ts';
import { startMitmdump } from '../mitmdump/mitmdump-engine.ts';
import { startMockttp } from '../mockttp/mockttp-engine.ts';
import { type ConnectionLog, createConnectionLog } from './connection-log.ts';
import { createExchangeBook } from './exchange-book.ts';
import { type FlowLog, openFlowLog } from './flow-log.ts';
import type { EngineParts, ProxyEngine, Recording } from './proxy-engine.ts';
import { startTap, type Tap } from './tap.ts';
import { createTunnelBook } from './tunnel-book.ts';
import { createWebSocketBook } from './web-socket-book.ts';

export interface Engine {
  readonly port: number;
  /** Exchanges that are under way. */
  open(): number;
  stop(): Promise<Omit<Extract<FromEngine, { kind: 'stopped' }>, 'kind'>>;
}

/** Both engines say when they have told all of a connection. So long it is waited for, mitmdump's process a little longer. */
const AFTERMATH_MS = { mockttp: 2_000, mitmdump: 5_000 } as const;

/** Starts the recording: a tap on loopback, an engine behind it, everything that they see in the flow log. */
export async function startEngine(
  options: EngineOptions,
  authority: Authority,
  onLost: (why: Error) => void,
): Promise<Engine> {
  const log = openFlowLog(options.bundleDirectory);
  let tap: Tap | undefined;
  const connections: ConnectionLog = createConnectionLog({
    log,
    unreadable: (...words) => recording.unreadable(...words),
    aftermathMs: AFTERMATH_MS[options.engine.kind],
    onOver(connection) {
      for (const book of [recording.webSockets, recording.tunnels, recording.exchanges])
        book.connectionClosed(connection);
    },
  });
  const recording = createRecording(options, log, {
    connections,
    connectionAt: (port) => (port === undefined ? undefined : tap?.connectionAt(port)),
  });
  const engine = await startChosen({ options, authority, recording, onLost });
  tap = await startTap({
    port: options.port,
    ...(options.listen === undefined ? {} : { listen: options.listen }),
    ...(options.holdMs === undefined ? {} : { holdMs: options.holdMs }),
    enginePort: engine.port,
    onClosed: connections.closed,
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
      // What it tells until then is recorded.
      await engine.stop();
      for (const book of [recording.webSockets, recording.tunnels, recording.exchanges]) book.endAll();
      connections.flush();
      log.close();
      return { flows: log.count, connections: running.accepted, refused: running.refused };
    },
  };
}

function startChosen(parts: EngineParts): Promise<ProxyEngine> {
  const { engine } = parts.options;
  switch (engine.kind) {
    case 'mockttp':
      return startMockttp(parts);
    case 'mitmdump':
      return startMitmdump(engine, parts);
  }
}

interface RecordingParts {
  readonly connections: ConnectionLog;
  readonly connectionAt: Recording['connectionAt'];
}

function createRecording(
  { bundleDirectory, blind }: EngineOptions,
  log: FlowLog,
  { connections, connectionAt }: RecordingParts,
): Recording {
  const records = blind !== 'records-nothing';
  const append: FlowLog['append'] = (flow) => records && log.append(flow);
  const { explain, tlsFailed, toldAll } = connections;
  const books = { bundleDirectory, log: { append }, explain };
  let unreadables = 0;
  return {
    connectionAt,
    tlsFailed,
    toldAll,
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

/** Planted for tests: TLS goes on to the upstream proxy unread; the harness's own hosts do not. */
function passThrough(options: EngineOptions, { asked }: Opening): Promise<Socket> | undefined {
  if (asked === undefined || options.forwards.some(({ host }) => host === asked.host)) return undefined;
  const upstream = new URL(options.upstreamProxyUrl ?? 'http://127.0.0.1:9');
  return new Promise((resolve, reject) => {
    const socket = connect({ host: upstream.hostname, port: Number(upstream.port), allowHalfOpen: true });
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
  });
}
