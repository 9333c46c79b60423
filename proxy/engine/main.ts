import type { HarnessErrorCode } from '../../helpers/model/harness-error.ts';
import { createAuthority } from '../authority.ts';
import type { FromEngine, ToEngine } from '../messages.ts';
import { type Engine, startEngine } from './engine.ts';

/** The engine's own process: it is told what to do by messages, and ends when nobody is there to tell it. */
let engine: Engine | undefined;

function tell(message: FromEngine): void {
  if (process.connected) process.send?.(message);
}

async function handle(message: ToEngine): Promise<void> {
  switch (message.kind) {
    case 'start': {
      const authority = await createAuthority(message.options.authorityDirectory);
      engine = await startEngine(message.options, authority, fail);
      tell({ kind: 'ready', port: engine.port, authority });
      return;
    }
    case 'settle':
      await settle(message.timeoutMs);
      tell({ kind: 'settled', request: message.request });
      return;
    case 'stop': {
      const totals = (await engine?.stop()) ?? { flows: 0, connections: 0, refused: 0 };
      tell({ kind: 'stopped', ...totals });
      process.disconnect();
      return;
    }
  }
}

/** Waits until no exchange is open, and a little longer: an app may send the next one at once. */
async function settle(timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let quiet = 0;
  while (Date.now() < deadline && quiet < 3) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    quiet = engine === undefined || engine.open() === 0 ? quiet + 1 : 0;
  }
}

function fail(error: unknown): void {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known: Readonly<Record<string, HarnessErrorCode>> = {
    ENOSPC: 'DISK_FULL',
    EDQUOT: 'DISK_FULL',
    EADDRINUSE: 'PORT_TAKEN',
  };
  tell({
    kind: 'failed',
    code: known[code] ?? 'PROXY_NOT_READY',
    why: error instanceof Error ? error.message : String(error),
  });
}

process.on('message', (message: ToEngine) => void handle(message).catch(fail));
// A full disk shows where bytes are written, deep in an event: it must reach the parent, not end as a stack trace.
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
// The terminal's Ctrl-C is for the parent, which stops us when the bundle is whole.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));
