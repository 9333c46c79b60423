import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** Whether `flows.jsonl` holds an exchange for exactly this URL that brought the page, and no error in its place. */
export async function flowSeen(bundleDirectory: string, url: string): Promise<boolean> {
  const text = await readFile(path.join(bundleDirectory, 'flows.jsonl'), 'utf8').catch(() => '');
  return text.split('\n').some((line) => {
    if (!line.includes(JSON.stringify(url))) return false;
    const flow = parsed(line);
    return (
      typeof flow === 'object' &&
      flow !== null &&
      'url' in flow &&
      flow.url === url &&
      'status' in flow &&
      flow.status === 200
    );
  });
}

/** The proxy may be writing the last line at this moment. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
