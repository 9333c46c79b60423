import type { Bundle } from '../model/bundle.ts';
import type { ExchangeFlow } from '../model/flow.ts';
import type { Gap } from '../model/gap.ts';
import { isOthers } from './attribution.ts';
import type { Search } from './searcher.ts';
import { type SentBytes, sentBytesOf } from './sent-bytes.ts';
import { headParts } from './sent-heads.ts';

/**
 * What went out and no detector can see through: what is neither a found stimulus, nor plain text, nor packed in a way
 * that could be undone may be a disguised or encrypted copy.
 */
export function opaqueRequests(bundle: Bundle, search: Search): readonly Gap[] {
  return bundle.flows.flatMap((flow) => {
    const sent = sentBytesOf(flow);
    if (sent === undefined || isOthers(bundle, flow)) return [];
    const head = flow.kind === 'exchange' ? opaqueInHead(flow, search) : 0;
    const body = opaqueInBody(bundle, sent, search);
    return [
      ...(head === 0 ? [] : [gapOf(sent, head, 'the address and the headers')]),
      ...(body === 0 ? [] : [gapOf(sent, body, `the ${sent.place.part.replaceAll('-', ' ')}`)]),
    ];
  });
}

/** The part of the address or of a header that holds most of what cannot be read. */
function opaqueInHead(flow: ExchangeFlow, search: Search): number {
  return Math.max(...headParts(flow).map(({ bytes, sha256 }) => search(bytes, sha256).opaque));
}

function opaqueInBody(bundle: Bundle, { body }: SentBytes, search: Search): number {
  const bytes = bundle.contentOf(body.sha256);
  return bytes === undefined ? 0 : search(bytes, body.sha256).opaque; // Said as `traffic-unreadable` already.
}

function gapOf({ flow, host, during }: SentBytes, opaque: number, where: string): Gap {
  return {
    code: 'opaque-body',
    channel: 'traffic',
    flow,
    during,
    because: `${opaque} bytes in ${where} of what was sent to ${host} (${flow}) are neither text, nor a picture that was found, nor packed in a way that could be undone: a disguised or encrypted copy could be in them`,
    remedy: 'look at the request by hand; detectors of disguised copies are to come',
  };
}
