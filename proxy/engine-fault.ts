import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { UnreadableFlow } from '../helpers/model/flow.ts';
import { parseFlowId } from '../helpers/model/ids.ts';

/** Adds to the flows that the engine broke down: what was sent from then on nobody knows. */
export async function noteEngineFault(
  bundleDirectory: string,
  fault: { readonly why: string; readonly atMs: number },
): Promise<void> {
  const file = path.join(bundleDirectory, 'flows.jsonl');
  const line: UnreadableFlow = {
    kind: 'unreadable',
    id: parseFlowId('unreadable-fault'),
    reason: 'engine-fault',
    detail: fault.why,
    atMs: fault.atMs,
  };
  // It may have died in the middle of a line, which stays what it is: damage.
  const cutOff = !/(?:^|\n)$/.test(await readFile(file, 'utf8'));
  await appendFile(file, `${cutOff ? '\n' : ''}${JSON.stringify(line)}\n`);
}
