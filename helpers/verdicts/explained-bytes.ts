import type { Bundle } from '../model/bundle.ts';
import type { ConnectionFlow } from '../model/flow.ts';
import { attributeFlow } from './attribution.ts';

/** An IPv4 and a TCP header without options (RFC 791, RFC 9293): nothing smaller carries a byte. */
const SMALLEST_HEADERS = 40;
/** What an Ethernet frame of 1,500 bytes has room for behind them. */
const LARGEST_SEGMENT = 1_460;

/**
 * The target's connections to the proxy that crossed an interface of the phone, as with `--proxy-listen`: the kernel
 * counted these. None where adb brought them, over the loopback that it does not count.
 */
export function countedConnections(bundle: Bundle): readonly ConnectionFlow[] {
  return bundle.flows.flatMap((flow) =>
    flow.kind === 'connection' &&
    flow.clientAddress !== undefined &&
    attributeFlow(bundle, { connection: flow.id }).owner === 'target'
      ? [flow]
      : [],
  );
}

/**
 * The fewest bytes that the kernel can have counted for what these connections sent: full segments, a SYN, a FIN, and no
 * acknowledgement by itself. What was sent again, in smaller segments or as acknowledgements comes on top, and nobody
 * can tell it from what went round the proxy.
 */
export function explainedBytes(connections: readonly ConnectionFlow[]): number {
  return connections.reduce((sum, { bytesIn }) => sum + atLeast(bytesIn, 2), 0);
}

/**
 * The same of connections that were not over at a reading, as those that an app keeps open: only the bodies of requests which
 * were answered before it was asked for. How much of the rest was sent by then nobody knows.
 */
export function explainedBefore(
  { flows }: Bundle,
  connections: readonly ConnectionFlow[],
  readingMs: number,
): number {
  const ids = new Set(connections.map(({ id }) => id));
  const answered = flows.flatMap((flow) =>
    flow.kind === 'exchange' &&
    ids.has(flow.connection) &&
    flow.request.complete &&
    flow.status !== undefined &&
    flow.endedMs <= readingMs
      ? [flow]
      : [],
  );
  return answered.reduce((sum, { request }) => sum + atLeast(request.bytes, 0), 0);
}

function atLeast(bytes: number, emptySegments: number): number {
  return bytes + (Math.ceil(bytes / LARGEST_SEGMENT) + emptySegments) * SMALLEST_HEADERS;
}
