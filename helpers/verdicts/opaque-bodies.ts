import type { Bundle } from '../model/bundle.ts';
import type { Finding } from '../model/finding.ts';
import type { ExchangeFlow } from '../model/flow.ts';
import type { Gap } from '../model/gap.ts';
import { hostMatches } from './attribution.ts';

/** As many bytes as the shortest run that a detector would take for evidence. */
const SMALLEST_LEAK = 64;
/** Letters and digits without a break: the shape of base64 and hex. */
const LONG_TOKEN = new RegExp(`[A-Za-z0-9+/=_-]{${SMALLEST_LEAK},}`);

/**
 * Bodies that went out and that no detector can see through yet: what is neither a found stimulus nor plain text may
 * be an encoded or encrypted copy. Decoders will close these gaps; until then they are said.
 */
export function opaqueBodies(bundle: Bundle, findings: readonly Finding[]): readonly Gap[] {
  return bundle.flows.flatMap((flow) => {
    if (
      flow.kind !== 'exchange' ||
      flow.request.bytes === 0 ||
      hostMatches(flow.host, bundle.run.harnessHosts)
    )
      return [];
    const bytes = bundle.contentOf(flow.request.sha256);
    if (bytes === undefined) return []; // Said as `traffic-unreadable` already.
    const explained = findings.filter(({ place }) => place.kind === 'flow' && place.flow === flow.id);
    const opaque = opaqueBytes(remainder(bytes, explained));
    return opaque === 0 ? [] : [gapOf(flow, opaque)];
  });
}

/** What is left of a body when the stimuli that were found in it are taken out. */
function remainder(bytes: Uint8Array, explained: readonly Finding[]): string {
  const left = Uint8Array.from(bytes);
  // A space ends a token, as a found picture ends a field.
  for (const { offset, length } of explained) left.fill(0x20, offset, offset + length);
  return [...chunks(left)].join('');
}

function* chunks(bytes: Uint8Array): Generator<string> {
  const piece = 32_768;
  for (let at = 0; at < bytes.length; at += piece)
    yield String.fromCharCode(...bytes.subarray(at, at + piece));
}

/** How many bytes cannot be read as text; a long token counts as a whole. */
function opaqueBytes(latin1: string): number {
  const unprintable = latin1.length - latin1.replaceAll(/[^\t\n\r\x20-\x7e]/g, '').length;
  if (unprintable >= SMALLEST_LEAK) return unprintable;
  return LONG_TOKEN.exec(latin1)?.[0].length ?? 0;
}

function gapOf(flow: ExchangeFlow, opaque: number): Gap {
  return {
    code: 'opaque-body',
    channel: 'traffic',
    flow: flow.id,
    during: { fromMs: flow.startedMs, toMs: flow.endedMs },
    because: `${opaque} bytes of what was sent to ${flow.host} (${flow.id}) are neither text nor a picture that was found: an encoded or encrypted copy could be in them`,
    remedy: 'look at the body by hand; decoders for packed and encoded bodies are to come',
  };
}
