import type { Bundle } from '../model/bundle.ts';
import type { Finding } from '../model/finding.ts';
import type { ExchangeFlow } from '../model/flow.ts';
import type { Gap } from '../model/gap.ts';
import { hostMatches } from './attribution.ts';
import { opaqueBytes, opaqueCharacters } from './opaque-bytes.ts';
import { type SentBytes, sentBytesOf } from './sent-bytes.ts';

/**
 * What went out and no detector can see through yet: what is neither a found stimulus nor plain text may be an encoded or
 * encrypted copy. Decoders will close these gaps; until then they are said.
 */
export function opaqueRequests(bundle: Bundle, findings: readonly Finding[]): readonly Gap[] {
  return bundle.flows.flatMap((flow) => {
    const sent = sentBytesOf(flow);
    if (sent === undefined || hostMatches(sent.host, bundle.run.harnessHosts)) return [];
    const head = flow.kind === 'exchange' ? opaqueInHead(flow) : 0;
    const body = opaqueInBody(bundle, sent, findings);
    return [
      ...(head === 0 ? [] : [gapOf(sent, head, 'the address and the headers')]),
      ...(body === 0 ? [] : [gapOf(sent, body, `the ${sent.place.part.replaceAll('-', ' ')}`)]),
    ];
  });
}

/** The longest part of the address or of a header that could hold what cannot be read. */
function opaqueInHead({ url, requestHeaders, requestTrailers = [] }: ExchangeFlow): number {
  const parts = url.split(/[/?&=;,]/);
  const values = [...requestHeaders, ...requestTrailers].map(([, value]) => value);
  return Math.max(...[...parts, ...values].map(opaqueCharacters));
}

function opaqueInBody(bundle: Bundle, { body, flow }: SentBytes, findings: readonly Finding[]): number {
  const bytes = bundle.contentOf(body.sha256);
  if (bytes === undefined) return 0; // Said as `traffic-unreadable` already.
  const explained = findings.filter(({ place }) => place.kind === 'flow' && place.flow === flow);
  return opaqueBytes(bytes, explained);
}

function gapOf({ flow, host, during }: SentBytes, opaque: number, where: string): Gap {
  return {
    code: 'opaque-body',
    channel: 'traffic',
    flow,
    during,
    because: `${opaque} bytes in ${where} of what was sent to ${host} (${flow}) are neither text nor a picture that was found: an encoded or encrypted copy could be in them`,
    remedy: 'look at the request by hand; decoders for packed and encoded bodies are to come',
  };
}
