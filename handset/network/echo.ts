import type { Interfaces } from '../network-parts.ts';
import type { TrafficCounter } from './traffic-counter.ts';

/** What becomes of an ICMP echo request: nobody of this internet answers one. */
export type Echo = 'no-network' | 'expired' | 'lost';

/** An IPv4 and an ICMP header, and what of the request comes back in a message about it (RFC 792). */
const QUOTED = 28;

/** Sends one; the router throws away what may go no farther than to it, and says so. */
export function sendEcho(
  { counter, interfaces }: { readonly counter: TrafficCounter; readonly interfaces: Interfaces },
  request: { readonly uid: number; readonly bytes: number; readonly ttl: number },
): Echo {
  const over = interfaces.active();
  if (over === undefined) return 'no-network';
  const account = { interface: over, uid: request.uid };
  // ICMP's header is as long as UDP's, with which it is counted here.
  counter.datagramSent(account, request.bytes);
  if (request.ttl > 1) return 'lost';
  counter.datagramReceived(account, QUOTED);
  return 'expired';
}
