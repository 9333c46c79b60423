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
  return connections.reduce((sum, { bytesIn }) => {
    const segments = Math.ceil(bytesIn / LARGEST_SEGMENT) + 2;
    return sum + bytesIn + segments * SMALLEST_HEADERS;
  }, 0);
}
