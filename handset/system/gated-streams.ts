import { type Duplex, Readable } from 'node:stream';
import { duplexPair } from '../duplex-pair.ts';

/** Settles once the process may run. */
type MayRun = () => Promise<void>;

/** The same bytes, none of which reaches a process that is frozen. */
export function gatedBody(body: Readable, mayRun: MayRun): Readable {
  const gated = Readable.from(waiting(body, mayRun), { objectMode: false });
  gated.once('close', () => body.destroy());
  return gated;
}

/** The same connection: what arrives while the process is frozen waits in the kernel's buffer. */
export function gatedConnection(connection: Duplex, mayRun: MayRun): Duplex {
  const [app, kernel] = duplexPair();
  kernel.pipe(connection);
  Readable.from(waiting(connection, mayRun), { objectMode: false })
    .on('error', () => undefined)
    .pipe(kernel);
  connection.once('error', (error) => kernel.destroy(error));
  connection.once('close', () => kernel.end());
  kernel.once('close', () => connection.destroy());
  return app;
}

async function* waiting(source: Readable, mayRun: MayRun): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    await mayRun();
    yield chunk;
  }
}
