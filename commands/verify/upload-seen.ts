import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { objectPath } from '../../helpers/evidence/object-store.ts';
import { parseSha256 } from '../../helpers/model/ids.ts';
import type { RunRecord } from '../../helpers/model/run.ts';
import type { UploadSeen } from '../../helpers/model/run-plan.ts';
import { ownerOfHost } from '../../helpers/verdicts/attribution.ts';

interface LookedFor {
  /** Where the image was sent. */
  readonly url: string;
  /** What the body of the request holds. */
  readonly imageText: string;
  readonly declaredHosts: RunRecord['declaredHosts'];
}

/** How much more than the image the body of a form is. */
const MOST_AROUND = 4_096;

const recordedExchange = z.object({
  kind: z.literal('exchange'),
  url: z.string(),
  host: z.string(),
  status: z.number().optional(),
  request: z.object({ sha256: z.string(), bytes: z.number(), complete: z.boolean() }),
});

/**
 * Looks for an upload among all exchanges that were recorded, by the bytes of its image: one that stands under another
 * address than its own was mixed up with something else. That a host is the harness's own does not count here: it is not
 * to excuse a host that would be taken for the vendor's.
 */
export async function uploadSeen(bundleDirectory: string, lookedFor: LookedFor): Promise<UploadSeen> {
  const { url, imageText, declaredHosts } = lookedFor;
  const text = await readFile(path.join(bundleDirectory, 'flows.jsonl'), 'utf8').catch(() => '');
  let recorded = false;
  const blamed = new Set<string>();
  for (const line of text.split('\n')) {
    const exchange = recordedExchange.safeParse(parsed(line)).data;
    if (exchange === undefined || !(await holds(bundleDirectory, exchange.request, imageText))) continue;
    if (exchange.url === url && exchange.status === 200 && exchange.request.complete) recorded = true;
    const owner = ownerOfHost({ harnessHosts: [], declaredHosts }, exchange.host);
    if (owner === 'target') blamed.add(exchange.host);
  }
  return { recorded, blamed: [...blamed] };
}

async function holds(
  bundleDirectory: string,
  { sha256, bytes }: z.infer<typeof recordedExchange>['request'],
  imageText: string,
): Promise<boolean> {
  if (bytes < imageText.length || bytes > imageText.length + MOST_AROUND) return false;
  // A body that cannot be read is one that was not recorded: both controls are missed then.
  const body = await readFile(objectPath(bundleDirectory, parseSha256(sha256))).catch(() => undefined);
  return body?.includes(imageText) ?? false;
}

/** The proxy may be writing the last line at this moment. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
