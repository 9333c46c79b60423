import { createHash } from 'node:crypto';
import type { Examined } from '../detectors/find-stimuli.ts';
import type { ExchangeFlow } from '../model/flow.ts';
import { parseSha256 } from '../model/ids.ts';

/** The address and the headers of a request, as texts that may hold a stimulus like any body. */
export function headsOf(flow: ExchangeFlow): readonly Examined[] {
  const { url, requestHeaders, requestTrailers = [] } = flow;
  const headers = [...requestHeaders, ...requestTrailers].map(([name, value]) => `${name}: ${value}`);
  return [headOf(flow, 'url', url), headOf(flow, 'request-headers', headers.join('\n'))];
}

/** The parts of an address and the values of headers: each of them is a text by itself. */
export function headParts({
  url,
  requestHeaders,
  requestTrailers = [],
}: ExchangeFlow): readonly Pick<Examined, 'bytes' | 'sha256'>[] {
  const values = [...requestHeaders, ...requestTrailers].map(([, value]) => value);
  return [...url.split(/[/?&=;,]/), ...values].map(textObject);
}

/** A text as an object that can be searched. */
function textObject(text: string): Pick<Examined, 'bytes' | 'sha256'> {
  const bytes = Buffer.from(text);
  return { bytes, sha256: parseSha256(createHash('sha256').update(bytes).digest('hex')) };
}

function headOf(
  { id, host, startedMs, endedMs }: ExchangeFlow,
  part: 'url' | 'request-headers',
  text: string,
): Examined {
  return {
    place: { kind: 'flow', flow: id, part, host },
    channel: 'traffic',
    ...textObject(text),
    during: { fromMs: startedMs, toMs: endedMs },
  };
}
