import { sizeAgreement } from '../detectors/size-vector.ts';
import type { Bundle } from '../model/bundle.ts';
import type { ExchangeFlow } from '../model/flow.ts';
import type { Gap } from '../model/gap.ts';
import { isOthers } from './attribution.ts';
import type { Search } from './searcher.ts';
import { type SentBytes, sentBytesOf } from './sent-bytes.ts';
import { headParts } from './sent-heads.ts';

/**
 * What went out and no detector can see through: what is neither a found stimulus, nor plain text, nor packed in a way
 * that could be undone may be a disguised or encrypted copy. When the sizes of it follow those of the images, each says so.
 */
export function opaqueRequests(bundle: Bundle, search: Search): readonly Gap[] {
  const opaque = bundle.flows.flatMap((flow) => {
    const sent = sentBytesOf(flow);
    if (sent === undefined || isOthers(bundle, flow)) return [];
    const head = flow.kind === 'exchange' ? opaqueInHead(flow, search) : 0;
    return [{ sent, head, body: opaqueInBody(bundle, sent, search) }];
  });
  const bodies = opaque.flatMap(({ sent, body }) => (body === 0 ? [] : [sent]));
  const sizes = whatSizesSay(bundle, bodies);
  return opaque.flatMap(({ sent, head, body }) => [
    ...(head === 0 ? [] : [gapOf(sent, head, 'the address and the headers')]),
    ...(body === 0 ? [] : [gapOf(sent, body, `the ${sent.place.part.replaceAll('-', ' ')}`, sizes)]),
  ]);
}

/** What chance does more often is not worth a word. */
const RARE = 0.01;

/** Content cannot tell of encrypted bytes; that their sizes go with the images' is a hint to whoever reads the gap, and no finding. */
function whatSizesSay({ stimuli }: Bundle, bodies: readonly SentBytes[]): string {
  const sized = stimuli.flatMap(({ id, kind, requested, delivery }) =>
    delivery.kind === 'delivered' ? [{ id, kind, bytes: delivery.bytes, fromMs: requested.hostMs }] : [],
  );
  const agreement = sizeAgreement(
    sized,
    bodies.map(({ body, during }) => ({ bytes: body.bytes, during })),
  );
  if (agreement === undefined || agreement.pValue > RARE) return '';
  const { agreeing, stimuli: of, form, pValue } = agreement;
  return `. Their sizes are a hint, and no finding: after ${agreeing} of ${of} images something of the image's size (${form}) was sent, which sizes that have nothing to do with the images do by chance once in ${Math.floor(1 / pValue)} at most`;
}

/** The part of the address or of a header that holds most of what cannot be read. */
function opaqueInHead(flow: ExchangeFlow, search: Search): number {
  return Math.max(...headParts(flow).map(({ bytes, sha256 }) => search(bytes, sha256).opaque));
}

function opaqueInBody(bundle: Bundle, { body }: SentBytes, search: Search): number {
  const bytes = bundle.contentOf(body.sha256);
  return bytes === undefined ? 0 : search(bytes, body.sha256).opaque; // Said as `traffic-unreadable` already.
}

function gapOf({ flow, host, during }: SentBytes, opaque: number, where: string, sizes = ''): Gap {
  return {
    code: 'opaque-body',
    channel: 'traffic',
    flow,
    during,
    because: `${opaque} bytes in ${where} of what was sent to ${host} (${flow}) are neither text, nor a picture that was found, nor packed in a way that could be undone: a disguised or encrypted copy could be in them${sizes}`,
    remedy: 'look at the request by hand, or have the vendor say what it holds and how it is encrypted',
  };
}
