import type { Bundle } from '../model/bundle.ts';
import type { Finding } from '../model/finding.ts';
import type { ExchangeFlow } from '../model/flow.ts';
import type { Gap } from '../model/gap.ts';
import { hostMatches } from './attribution.ts';
import { opaqueBytes, opaqueCharacters } from './opaque-bytes.ts';

/**
 * Requests that went out and that no detector can see through yet: what is neither a found stimulus nor plain text may
 * be an encoded or encrypted copy. Decoders will close these gaps; until then they are said.
 */
export function opaqueRequests(bundle: Bundle, findings: readonly Finding[]): readonly Gap[] {
  return bundle.flows.flatMap((flow) => {
    if (flow.kind !== 'exchange' || hostMatches(flow.host, bundle.run.harnessHosts)) return [];
    const head = opaqueInHead(flow);
    const body = opaqueInBody(bundle, flow, findings);
    return [
      ...(head === 0 ? [] : [gapOf(flow, head, 'the address and the headers')]),
      ...(body === 0 ? [] : [gapOf(flow, body, 'the body')]),
    ];
  });
}

/** The longest part of the address or of a header that could hold what cannot be read. */
function opaqueInHead({ url, requestHeaders }: ExchangeFlow): number {
  const parts = url.split(/[/?&=;,]/);
  return Math.max(...[...parts, ...requestHeaders.map(([, value]) => value)].map(opaqueCharacters));
}

function opaqueInBody(bundle: Bundle, flow: ExchangeFlow, findings: readonly Finding[]): number {
  const bytes = bundle.contentOf(flow.request.sha256);
  if (bytes === undefined) return 0; // Said as `traffic-unreadable` already.
  const explained = findings.filter(({ place }) => place.kind === 'flow' && place.flow === flow.id);
  return opaqueBytes(bytes, explained);
}

function gapOf(flow: ExchangeFlow, opaque: number, where: string): Gap {
  return {
    code: 'opaque-body',
    channel: 'traffic',
    flow: flow.id,
    during: { fromMs: flow.startedMs, toMs: flow.endedMs },
    because: `${opaque} bytes in ${where} of what was sent to ${flow.host} (${flow.id}) are neither text nor a picture that was found: an encoded or encrypted copy could be in them`,
    remedy: 'look at the request by hand; decoders for packed and encoded bodies are to come',
  };
}
