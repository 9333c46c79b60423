import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import type { EngineChoice } from '../messages.ts';
import { startProxy } from '../proxy.ts';

/**
 * A proxy whose bundle lies on a disk that is soon full: a program of its own, since only it may see that disk. It is told on
 * its standard input what to do, and says where it listens, then what it was lost by, and at last what was recorded.
 */
const { directory, engine, authorityFile } = (await json(process.stdin)) as {
  readonly directory: string;
  readonly engine: EngineChoice;
  readonly authorityFile: string;
};

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const proxy = await startProxy({
  engine,
  bundleDirectory: directory,
  authorityDirectory: path.join(directory, 'authority'),
  upstream: { authorityFile },
});
say({ port: proxy.port, authority: proxy.authority.certificatePem });
say({ code: (await proxy.lost).code });
// The disk has no room for what is written at the end.
await proxy.stop().catch(() => undefined);
say({ flows: await readFile(path.join(directory, 'flows.jsonl'), 'utf8') });
