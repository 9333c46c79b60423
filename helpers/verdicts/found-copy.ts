import { followChain } from '../detectors/follow-chain.ts';
import type { Bundle } from '../model/bundle.ts';
import type { Finding } from '../model/finding.ts';

/** What a finding found, unwrapped as it says; `undefined` when the bundle does not hold it, or not in one piece. */
export function foundCopy(bundle: Bundle, { sha256, chain }: Finding): Uint8Array | undefined {
  const object = bundle.contentOf(sha256);
  return object === undefined ? undefined : followChain(object, chain);
}
