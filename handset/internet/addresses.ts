import { createHash } from 'node:crypto';

/** Hosts of the phone's internet have an address of their own in 198.18.0.0/15, which is for tests (RFC 2544). */
export function addressOf(host: string): string {
  const [high = 0, middle = 0, low = 0] = createHash('sha256').update(host).digest();
  return `198.${18 + (high & 1)}.${middle}.${low}`;
}

export function isAddress(host: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host);
}
