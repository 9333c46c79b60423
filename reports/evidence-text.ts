import type { ExchangeFlow, HeaderList, RecordedBody } from '../helpers/model/flow.ts';
import type { ScenarioId } from '../helpers/model/ids.ts';
import type { TimelineEvent } from '../helpers/model/timeline.ts';
import { printable } from './escape.ts';

const LONGEST_LINE = 2_000;
const MOST_HEADERS = 200;

/** One request and its response as text: first lines, headers, sizes and digests, never the bodies. */
export function flowText(flow: ExchangeFlow): string {
  const answer =
    flow.status === undefined
      ? ['no response']
      : [`HTTP/${flow.httpVersion} ${flow.status}`, ...headerLines(flow.responseHeaders ?? [])];
  return [
    `${flow.method} ${flow.url} HTTP/${flow.httpVersion}`,
    ...headerLines(flow.requestHeaders),
    '',
    bodyText('request body', flow.request),
    '',
    ...answer,
    '',
    bodyText('response body', flow.response),
    ...(flow.proxyError === undefined ? [] : [`answered by the proxy, not by the host: ${flow.proxyError}`]),
    `to ${flow.host}:${flow.port}, ${clockText(flow.startedMs)} to ${clockText(flow.endedMs)}`,
  ]
    .map((line) => printable(line, LONGEST_LINE))
    .join('\n');
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
