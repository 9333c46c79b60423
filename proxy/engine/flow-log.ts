import { closeSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Flow } from '../../helpers/model/flow.ts';

/** `flows.jsonl`: one line for each flow, written whole, when it ended. */
export interface FlowLog {
  append(flow: Flow): void;
  readonly count: number;
  close(): void;
}

export function openFlowLog(bundleDirectory: string): FlowLog {
  const file = openSync(path.join(bundleDirectory, 'flows.jsonl'), 'a');
  let count = 0;
  let open = true;
  return {
    get count() {
      return count;
    },
    append(flow) {
      if (!open) return;
      writeSync(file, `${JSON.stringify(flow)}\n`);
      count += 1;
    },
    close() {
      if (open) closeSync(file);
      open = false;
    },
  };
}
