import type { Bundle } from '../model/bundle.ts';
import type { Finding } from '../model/finding.ts';
import type { ExchangeFlow } from '../model/flow.ts';
import type { Gap } from '../model/gap.ts';
import { hostMatches } from './attribution.ts';

/** As many bytes as the shortest run that a detector would take for evidence. */
const SMALLEST_LEAK = 64;
/** What bytes look like when they are written as text. Bounded everywhere, as bodies are hostile. */
const ENCODED: readonly RegExp[] = [
  // Base64 and hex without a break.
  new RegExp(`[A-Za-z0-9+/=_-]{${SMALLEST_LEAK},}`),
  // The same in short lines, as mail and PEM files have them.
  /(?:[A-Za-z0-9+/=_-]{20,64}\s{1,4}){3,}/,
  // A number for each byte: `[137,80,78,71,…`, `0x89, 0x50, …`, `89 50 4e 47 …`, `89:50:4e:47:…`.
  new RegExp(`(?:(?:0x)?[0-9A-Fa-f]{1,3}[\\s,;:-]{1,4}){${SMALLEST_LEAK - 1},}`),
];
/** Escapes of forms, of JSON and of scripts. */
const ESCAPE = /%([0-9A-Fa-f]{2})|\\x([0-9A-Fa-f]{2})|\\u([0-9A-Fa-f]{4})|\\[nrt]/g;

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
  return Math.max(...[...parts, ...requestHeaders.map(([, value]) => value)].map(opaqueBytes));
}

function opaqueInBody(bundle: Bundle, flow: ExchangeFlow, findings: readonly Finding[]): number {
  const bytes = bundle.contentOf(flow.request.sha256);
  if (bytes === undefined) return 0; // Said as `traffic-unreadable` already.
  const explained = findings.filter(({ place }) => place.kind === 'flow' && place.flow === flow.id);
  return opaqueBytes(remainder(bytes, explained));
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

/** How many bytes cannot be read as text; what looks encoded counts as a whole. */
function opaqueBytes(latin1: string): number {
  const text = latin1.replaceAll(ESCAPE, unescaped);
  const unprintable = text.length - text.replaceAll(/[^\t\n\r\x20-\x7e]/g, '').length;
  if (unprintable >= SMALLEST_LEAK) return unprintable;
  return Math.max(...ENCODED.map((shape) => shape.exec(text)?.[0].length ?? 0));
}

function unescaped(_: string, percent?: string, hex?: string, unicode?: string): string {
  const digits = percent ?? hex ?? unicode;
  return digits === undefined ? '\n' : String.fromCharCode(Number.parseInt(digits, 16));
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
