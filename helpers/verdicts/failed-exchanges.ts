import type { Bundle } from '../model/bundle.ts';
import type { ExchangeFlow, Flow, HeaderList, TunnelFlow } from '../model/flow.ts';
import type { Gap } from '../model/gap.ts';
import { isOthers } from './attribution.ts';
import { type SentBytes, sentBytesOf } from './sent-bytes.ts';

/** What was sent, and did not arrive or not as a whole: how the app would have gone on was not seen. */
export function failedExchanges(bundle: Bundle): readonly Gap[] {
  return bundle.flows.flatMap((flow) => {
    const sent = sentBytesOf(flow);
    if (sent === undefined || isOthers(bundle, flow)) return [];
    const unreached = (flow.kind === 'exchange' || flow.kind === 'tunnel') && failed(flow);
    return [
      ...(sent.body.complete ? [] : [cutOff(flow, sent)]),
      ...(unreached ? [upstreamFailed(flow)] : []),
    ];
  });
}

function cutOff(flow: Flow, { host, body, during }: SentBytes): Gap {
  const length = flow.kind === 'exchange' ? headerValue(flow.requestHeaders, 'content-length') : undefined;
  const announced = Number(length);
  const of = Number.isSafeInteger(announced) && announced > body.bytes ? ` of ${announced}` : '';
  return {
    code: 'flow-incomplete',
    channel: 'traffic',
    flow: flow.id,
    during,
    because: `what was sent to ${host} (${flow.id}) was cut off after ${body.bytes}${of} bytes`,
    remedy: 'repeat the run',
  };
}

/** An answer that the app did not wait for is its own affair; one that the proxy made up and delivered whole is not. */
function failed(flow: ExchangeFlow | TunnelFlow): boolean {
  if (flow.proxyError === undefined) return false;
  return flow.kind === 'tunnel' || flow.response?.complete === true;
}

function upstreamFailed(flow: ExchangeFlow | TunnelFlow): Gap {
  return {
    code: 'upstream-failed',
    channel: 'traffic',
    flow: flow.id,
    during: { fromMs: flow.startedMs, toMs: flow.endedMs },
    because: `${flow.host} (${flow.id}) was not reached: ${flow.proxyError}. What was sent to it was recorded and did not arrive, so that the app may not have gone on as it would have`,
    remedy: 'repeat the run when the host can be reached, or find out why it cannot',
  };
}

function headerValue(headers: HeaderList, wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
}
