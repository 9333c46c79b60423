import type { ExchangeFlow, Flow, HeaderList, RecordedBody } from '../helpers/model/flow.ts';
import type { ScenarioId } from '../helpers/model/ids.ts';
import type { TimelineEvent } from '../helpers/model/timeline.ts';
import { printable } from './escape.ts';

const LONGEST_LINE = 2_000;
const MOST_HEADERS = 200;

/** A flow as text: first lines, headers, sizes and digests, never the bodies. */
export function flowText(flow: Flow): string {
  return flowLines(flow)
    .map((line) => printable(line, LONGEST_LINE))
    .join('\n');
}

function flowLines(flow: Flow): readonly string[] {
  switch (flow.kind) {
    case 'exchange':
      return exchangeLines(flow);
    case 'websocket-message':
      return [
        `message of the WebSocket ${flow.webSocket}, ${flow.direction} by the phone, opcode ${flow.opcode}`,
        bodyText(flow.compressed ? 'compressed message' : 'message', flow.body),
        `with ${flow.host}, ${clockText(flow.startedMs)} to ${clockText(flow.endedMs)}`,
      ];
    case 'tunnel':
      return [
        `tunnel to ${flow.host}:${flow.port}${{ tcp: '', tls: ', inside TLS', udp: ', in datagrams' }[flow.transport]}`,
        bodyText('sent by the phone', flow.sent),
        bodyText('received by the phone', flow.received),
        ...(flow.proxyError === undefined ? [] : [`the host was not reached: ${flow.proxyError}`]),
        `${clockText(flow.startedMs)} to ${clockText(flow.endedMs)}`,
      ];
    case 'websocket':
    case 'connection':
    case 'unreadable':
      return [JSON.stringify(flow)];
  }
}

function exchangeLines(flow: ExchangeFlow): readonly string[] {
  const answer =
    flow.status === undefined
      ? ['no response']
      : [`HTTP/${flow.httpVersion} ${flow.status}`, ...headerLines(flow.responseHeaders ?? [])];
  return [
    `${flow.method} ${flow.url} HTTP/${flow.httpVersion}`,
    ...headerLines(flow.requestHeaders),
    '',
    bodyText('request body', flow.request),
    ...headerLines(flow.requestTrailers ?? []),
    '',
    ...answer,
    '',
    bodyText('response body', flow.response),
    ...headerLines(flow.responseTrailers ?? []),
    ...(flow.proxyError === undefined ? [] : [`answered by the proxy, not by the host: ${flow.proxyError}`]),
    `to ${flow.host}:${flow.port}, ${clockText(flow.startedMs)} to ${clockText(flow.endedMs)}`,
  ];
}

function headerLines(headers: HeaderList): readonly string[] {
  const shown = headers.slice(0, MOST_HEADERS).map(([name, value]) => `${name}: ${value}`);
  const left = headers.length - shown.length;
  return left > 0 ? [...shown, `… and ${left} more headers`] : shown;
}

function bodyText(name: string, body: RecordedBody | undefined): string {
  if (body === undefined) return `${name}: none`;
  return `${name}: ${body.bytes} bytes, sha256 ${body.sha256}${body.complete ? '' : ', cut off'}`;
}

/** What happened in one scenario, a line for each event; without a scenario, all of the run. */
export function timelineText(timeline: readonly TimelineEvent[], scenario: ScenarioId | undefined): string {
  const events = scenario === undefined ? timeline : eventsOf(timeline, scenario);
  if (events.length === 0) return 'nothing was recorded';
  return events.map((event) => printable(eventText(event), LONGEST_LINE)).join('\n');
}

/** A scenario that broke off has no end: then all that came after its start is its own. */
function eventsOf(timeline: readonly TimelineEvent[], scenario: ScenarioId): readonly TimelineEvent[] {
  const starts = timeline.findIndex((one) => one.kind === 'scenario-started' && one.scenario === scenario);
  if (starts === -1) return [];
  const ends = timeline.findIndex((one) => one.kind === 'scenario-ended' && one.scenario === scenario);
  return timeline.slice(starts, ends === -1 ? undefined : ends + 1);
}

function eventText(event: TimelineEvent): string {
  const { kind, at, ...rest } = event;
  const device = at.deviceMs === undefined ? '' : ` (phone ${clockText(at.deviceMs)})`;
  const concerns = Object.values(rest)
    .map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
    .join(' · ');
  return `${clockText(at.hostMs)}${device}  ${kind}  ${concerns}`.trimEnd();
}

/** A bundle may come from anywhere, and `Date` throws beyond its range. */
export function clockText(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? `${ms} ms` : date.toISOString();
}
