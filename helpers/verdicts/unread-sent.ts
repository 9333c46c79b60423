import type { Bundle } from '../model/bundle.ts';
import { isOthers } from './attribution.ts';
import type { Search } from './searcher.ts';
import { sentBytesOf } from './sent-bytes.ts';

/** How many bytes the target sent in bodies of which nobody can read all. What others sent is not counted, and what may be anybody's is. */
export function unreadSent(bundle: Bundle, search: Search): number {
  let total = 0;
  for (const flow of bundle.flows) {
    const body = isOthers(bundle, flow) ? undefined : sentBytesOf(flow)?.body;
    const bytes = body === undefined ? undefined : bundle.contentOf(body.sha256);
    if (body !== undefined && bytes !== undefined && search(bytes, body.sha256).opaque > 0)
      total += body.bytes;
  }
  return total;
}
