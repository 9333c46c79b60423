import type { Bundle } from '../model/bundle.ts';
import type { ConnectionFlow, Flow, UnreadableFlow } from '../model/flow.ts';
import type { Gap } from '../model/gap.ts';
import type { FlowId } from '../model/ids.ts';
import type { Interval } from '../model/moment.ts';
import { isOthers } from './attribution.ts';
import { UNREAD_MEANINGS, type UnreadReason } from './unread-meanings.ts';

/**
 * The connections that came to the proxy and that nobody could read, by the reason: one gap for all that are alike, to the
 * same host and in the same scenario, so that a hundred connections which were opened in advance do not hide another one.
 */
export function unreadConnections(bundle: Bundle): readonly Gap[] {
  const alike = new Map<string, Unread[]>();
  const all = [...unreadOf(bundle), ...unexplainedOf(bundle), ...unreadRests(bundle)];
  for (const unread of all.sort(earlierFirst)) {
    if (isOthers(bundle, unread) || unread.saidNothing) continue;
    const key = JSON.stringify([unread.reason, unread.host, scenarioAt(bundle, unread.during)]);
    alike.set(key, [...(alike.get(key) ?? []), unread]);
  }
  return [...alike.values()].map(gapOf);
}

interface Unread {
  readonly flow: FlowId;
  readonly connection: FlowId | undefined;
  readonly reason: UnreadReason;
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly during: Interval;
  /** `undefined`: the connection has no line of its own, as when the proxy broke down. */
  readonly sentBytes: number | undefined;
  /**
   * The phone opened it, sent not one byte, and ended it in order: it named no host, was led nowhere, and all of it is known.
   * One that was reset or cut off may have had something on its way.
   */
  readonly saidNothing: boolean;
  readonly detail: string;
}

function earlierFirst(a: Unread, b: Unread): number {
  return a.during.fromMs - b.during.fromMs || (a.flow < b.flow ? -1 : 1);
}

function unreadOf(bundle: Bundle): readonly Unread[] {
  const connections = connectionsOf(bundle);
  return bundle.flows.flatMap((flow) => {
    if (flow.kind !== 'unreadable') return [];
    const connection = flow.connection === undefined ? undefined : connections.get(flow.connection);
    return [{ ...common(flow, connection), reason: flow.reason, detail: flow.detail }];
  });
}

function common(
  { id, host, atMs }: Pick<UnreadableFlow, 'id' | 'host' | 'atMs'>,
  connection: ConnectionFlow | undefined,
): Omit<Unread, 'reason' | 'detail'> {
  return {
    flow: id,
    connection: connection?.id,
    host: host ?? connection?.opening.asked?.host ?? connection?.opening.serverName,
    port: connection?.opening.asked?.port,
    during: { fromMs: connection?.openedMs ?? atMs, toMs: Math.max(atMs, connection?.closedMs ?? atMs) },
    sentBytes: connection?.bytesIn,
    saidNothing: connection?.bytesIn === 0 && connection.ended === true,
  };
}

/** The smallest leak; the alert that closes TLS is shorter, and often comes when the engine has closed already. */
const SMALLEST_REST = 64;

/** The tap counted more than the engine read: nobody knows what the rest was. */
function unreadRests(bundle: Bundle): readonly Unread[] {
  return bundle.flows.flatMap((flow) => {
    if (flow.kind !== 'connection' || flow.engine === undefined) return [];
    const rest = flow.bytesIn - flow.engine.bytesIn;
    if (rest < SMALLEST_REST) return [];
    const detail = `${rest} bytes were not read`;
    return [
      { ...common({ id: flow.id, atMs: flow.closedMs }, flow), reason: 'unread-rest' as const, detail },
    ];
  });
}

/** The tap counted it, and no other line says what became of it: that the engine was silent explains nothing. */
function unexplainedOf(bundle: Bundle): readonly Unread[] {
  const explained = new Set(bundle.flows.flatMap(connectionsExplainedBy));
  return bundle.flows.flatMap((flow) =>
    flow.kind !== 'connection' || explained.has(flow.id)
      ? []
      : [
          {
            ...common({ id: flow.id, atMs: flow.closedMs }, flow),
            reason: 'unexplained' as const,
            detail: 'nothing in the record says what was sent over it',
          },
        ],
  );
}

function connectionsExplainedBy(flow: Flow): readonly FlowId[] {
  switch (flow.kind) {
    case 'connection':
      return [];
    case 'exchange':
    case 'websocket':
    case 'websocket-message':
    case 'tunnel':
      return [flow.connection];
    case 'unreadable':
      return flow.connection === undefined ? [] : [flow.connection];
  }
}

function connectionsOf(bundle: Bundle): ReadonlyMap<FlowId, ConnectionFlow> {
  return new Map(
    bundle.flows.flatMap((flow) => (flow.kind === 'connection' ? [[flow.id, flow] as const] : [])),
  );
}

/** Which scenario was under way at the end of it. */
function scenarioAt(bundle: Bundle, { toMs }: Interval): string | undefined {
  let running: string | undefined;
  for (const event of bundle.timeline) {
    if (event.at.hostMs > toMs) break;
    if (event.kind === 'scenario-started') running = event.scenario;
    if (event.kind === 'scenario-ended') running = undefined;
  }
  return running;
}

function gapOf(alike: readonly Unread[]): Gap {
  const [first] = alike;
  if (first === undefined) throw new RangeError('a gap of no connection');
  const { code, meaning, remedy } = UNREAD_MEANINGS[first.reason];
  return {
    code,
    channel: 'traffic',
    flow: first.flow,
    during: {
      fromMs: Math.min(...alike.map(({ during }) => during.fromMs)),
      toMs: Math.max(...alike.map(({ during }) => during.toMs)),
    },
    because: `${subject(alike)}: ${meaning} (${first.detail}${alike.length === 1 ? '' : '; this is the first of them'})`,
    remedy,
  };
}

function subject(alike: readonly Unread[]): string {
  const [first] = alike;
  const to = first?.host === undefined ? ' to a host that it did not name' : ` to ${first.host}`;
  const port = first?.host === undefined || first.port === undefined ? '' : `:${first.port}`;
  const bytes = alike.reduce((sum, { sentBytes = 0 }) => sum + sentBytes, 0);
  const unknown = alike.some(({ sentBytes }) => sentBytes === undefined);
  const many = alike.length === 1 ? 'a connection' : `${alike.length} connections`;
  return `${many}${to}${port} could not be read, over which ${unknown ? 'an unknown number of' : bytes} bytes were sent`;
}
