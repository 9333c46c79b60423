import type { Bundle } from '../model/bundle.ts';
import type { Finding } from '../model/finding.ts';
import type { Flow, RecordedBody } from '../model/flow.ts';
import type { Gap } from '../model/gap.ts';
import { isOthers, ownerOf } from './attribution.ts';
import { coveringConsent } from './consent.ts';
import type { Search } from './searcher.ts';

export interface SettledValues {
  readonly findings: readonly Finding[];
  readonly hints: readonly Finding[];
  readonly gaps: readonly Gap[];
}

/**
 * Values of an image that an app may have without looking at it are taken out of the findings: its file's name, which the phone
 * tells to whoever may list images, the place of a photo, where the phone was itself, what a server had told the app before. Of
 * these it is said, in a gap, that they were seen. What others have as well is told of and decides nothing.
 */
export function settleValues(bundle: Bundle, found: readonly Finding[], search: Search): SettledValues {
  const findings: Finding[] = [];
  const hints: Finding[] = [];
  const gaps: Gap[] = [];
  for (const finding of found) {
    const because = otherwise(bundle, finding, search);
    if (because === undefined) {
      findings.push(finding);
      continue;
    }
    const hint = { ...finding, why: `${finding.why}; ${because}` };
    hints.push(hint);
    if (finding.value?.weak !== true && concernsTarget(bundle, finding)) gaps.push(gapOf(hint));
  }
  return { findings, hints, gaps };
}

/** How the value may be known without the image; `undefined` when only the image says it. */
function otherwise(bundle: Bundle, finding: Finding, search: Search): string | undefined {
  const { value, stimulus } = finding;
  if (value === undefined) return undefined;
  if (value.weak === true) return 'others have such a value as well, so that this decides nothing';
  if (value.kind === 'file-name') return 'the phone tells a file’s name without its content';
  const photo = bundle.stimuli.some(({ id, kind }) => id === stimulus && kind === 'photo');
  if (value.kind === 'position' && photo)
    return 'the phone was there itself, and may have told it without the photo';
  const told = toldBefore(bundle, finding, search);
  return told === undefined ? undefined : `${told} had told it to the app before`;
}

/** The host that had sent this value to the app by then. */
function toldBefore(
  bundle: Bundle,
  { stimulus, value, during }: Finding,
  search: Search,
): string | undefined {
  for (const flow of bundle.flows) {
    const received = receivedIn(flow);
    if (received === undefined || received.endedMs > during.toMs || isOthers(bundle, flow)) continue;
    const { sha256 } = received.body;
    const bytes = bundle.contentOf(sha256);
    if (bytes === undefined) continue;
    const says = search(bytes, sha256).matches.some(
      (match) => match.run.stimulus === stimulus && match.value?.kind === value?.kind,
    );
    if (says) return received.host;
  }
  return undefined;
}

interface Received {
  readonly host: string;
  readonly endedMs: number;
  readonly body: RecordedBody;
}

function receivedIn(flow: Flow): Received | undefined {
  switch (flow.kind) {
    case 'exchange':
      return flow.response && { host: flow.host, endedMs: flow.endedMs, body: flow.response };
    case 'websocket-message':
      return flow.direction === 'sent'
        ? undefined
        : { host: flow.host, endedMs: flow.endedMs, body: flow.body };
    case 'tunnel':
      return { host: flow.host, endedMs: flow.startedMs, body: flow.received };
    case 'websocket':
    case 'connection':
    case 'unreadable':
      return undefined;
  }
}

function concernsTarget(bundle: Bundle, finding: Finding): boolean {
  const owner = ownerOf(bundle, finding);
  return (owner === 'target' || owner === 'unknown') && coveringConsent(bundle, finding) === undefined;
}

function gapOf({ channel, stimulus, place, during, why }: Finding): Gap {
  return {
    code: 'value-known-otherwise',
    channel,
    stimulus,
    ...(place.kind === 'flow' && { flow: place.flow }),
    during,
    because: why,
    remedy: 'find out what the app needs it for: whether that breaks the claim is not for a machine to say',
  };
}
