import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Flow } from '../../helpers/model/flow.ts';
import type { UploadBody } from './upload-body.ts';

/** What a bundle's flows say of the load, once the proxy has stopped. */
export interface Recorded {
  /** Throws unless each of these bodies is among the requests, whole, as often as it was sent. */
  verifyUploads(sent: readonly UploadBody[]): void;
  /** GETs that were answered, each over a connection of its own that is recorded too. */
  connectionsWithGet(): number;
}

export function readRecorded(bundle: string): Recorded {
  const flows = readFileSync(path.join(bundle, 'flows.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Flow);
  const exchanges = flows.filter((flow) => flow.kind === 'exchange');
  return {
    verifyUploads(sent) {
      const whole = exchanges.filter(({ method, request }) => method === 'POST' && request.complete);
      const found = whole.map(({ request }) => `${request.sha256} ${request.bytes}`).sort();
      const wanted = sent.map(({ sha256, bytes }) => `${sha256} ${bytes}`).sort();
      if (found.join() !== wanted.join())
        throw new Error(`${wanted.length} uploads were sent; recorded whole: ${found.length}, in ${bundle}`);
    },
    connectionsWithGet() {
      const asked = new Set(
        exchanges
          .filter(({ method, status }) => method === 'GET' && status === 200)
          .map(({ connection }) => connection),
      );
      return flows.filter(({ kind, id }) => kind === 'connection' && asked.has(id)).length;
    },
  };
}
