import type { HarnessErrorCode } from '../../helpers/model/harness-error.ts';
import { type Authority, createAuthority } from '../authority.ts';
import type { EngineOptions, FromEngine, ToEngine } from '../messages.ts';
import { beginLeafKey } from '../mockttp/leaf-key.ts';
import type { Engine } from './engine.ts';

/** The engine's own process: it is told what to do by messages, and ends when nobody is there to tell it. */
let engine: Engine | undefined;

function tell(message: FromEngine): void {
  if (process.connected) process.send?.(message);
}

async function handle(message: ToEngine): Promise<void> {
  switch (message.kind) {
    case 'start': {
      tell({ kind: 'ready', ...(await start(message.options)) });
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

/** Keys take long, and Node makes them beside: most of the sources are loaded meanwhile. */
async function start(
  options: EngineOptions,
): Promise<{ readonly port: number; readonly authority: Authority }> {
  if (options.engine.kind === 'mockttp') void beginLeafKey();
  const making = createAuthority(options.authorityDirectory);
  const [{ startEngine }, authority] = await Promise.all([import('./engine.ts'), making]);
  engine = await startEngine(options, authority, fail);
  return { port: engine.port, authority };
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
