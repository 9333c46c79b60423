import type { Place } from '../model/finding.ts';
import type { Flow, RecordedBody } from '../model/flow.ts';
import type { FlowId } from '../model/ids.ts';
import type { Interval } from '../model/moment.ts';

/** Bytes that the phone sent to a host, as they lay on the wire. */
export interface SentBytes {
  readonly place: Extract<Place, { readonly kind: 'flow' }>;
  readonly flow: FlowId;
  readonly host: string;
  readonly body: RecordedBody;
  readonly during: Interval;
}

/** What was sent in a flow: the body of a request, a message of a WebSocket, or what went into a tunnel. */
export function sentBytesOf(flow: Flow): SentBytes | undefined {
  switch (flow.kind) {
    case 'exchange':
      return sent(flow, 'request-body', flow.request);
    case 'websocket-message':
      return flow.direction === 'sent' ? sent(flow, 'websocket-message', flow.body) : undefined;
    case 'tunnel':
      return sent(flow, 'tunnel-bytes', flow.sent);
    case 'websocket':
    case 'connection':
    case 'unreadable':
      return undefined;
  }
}

function sent(
  {
    id,
    host,
    startedMs,
    endedMs,
  }: Pick<Flow & { kind: 'exchange' }, 'id' | 'host' | 'startedMs' | 'endedMs'>,
  part: SentBytes['place']['part'],
  body: RecordedBody,
): SentBytes {
  const place = { kind: 'flow', flow: id, part, host } as const;
  return { place, flow: id, host, body, during: { fromMs: startedMs, toMs: endedMs } };
}
