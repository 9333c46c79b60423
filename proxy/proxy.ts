import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { HarnessError } from '../helpers/model/harness-error.ts';
import type { Authority } from './authority.ts';
import { noteEngineFault } from './engine-fault.ts';
import { engineProgram } from './engine-program.ts';
import { writeHar } from './har.ts';
import type { Blindness, EngineChoice, EngineOptions, FromEngine, Listen, ToEngine } from './messages.ts';

export interface ProxyOptions {
  /** The run's bundle: `flows.jsonl`, `flows.har` and `objects/` are written there. */
  readonly bundleDirectory: string;
  /** Where the run's certificate authority is made. */
  readonly authorityDirectory: string;
  /** An HTTP CONNECT proxy through which every origin is reached, and an authority trusted beside the usual ones. */
  readonly upstream?: { readonly proxyUrl?: string; readonly authorityFile?: string };
  /** Hosts that the harness serves itself, over http and https alike. */
  readonly forwards?: readonly { readonly host: string; readonly to: string }[];
  readonly port?: number;
  /** Where else it is reached than on loopback, and by whom alone. */
  readonly listen?: Listen;
  /** How long each new connection is there before anything of it is led on, so that a look at the phone's sockets meets it. */
  readonly holdMs?: number;
  /** What reads the traffic; mockttp, if not said otherwise. */
  readonly engine?: EngineChoice;
  /** Planted faults, for tests of the harness. */
  readonly blind?: Blindness;
}

export interface RunningProxy {
  /** On 127.0.0.1. */
  readonly port: number;
  readonly pid: number;
  readonly authority: Authority;
  /** Resolves when the engine died, or could not write. Never while it is asked to stop. */
  readonly lost: Promise<HarnessError>;
  /** Waits until no exchange is open. */
  settle(timeoutMs: number): Promise<void>;
  /** Ends every connection, finishes open bodies as incomplete, writes `flows.har`. May be called again. */
  stop(): Promise<{ readonly refused: number }>;
}

const READY_TIMEOUT_MS = 20_000;
const STOP_TIMEOUT_MS = 8_000;

/** Starts the engine in a process of its own: its memory is its own, and its end does not end the run. */
export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const { entry, execArgv } = await engineProgram();
  const child = fork(entry, [], {
    cwd: path.dirname(import.meta.dirname),
    // Headers of any size are evidence; Node refuses them beyond 16 kB by default.
    execArgv: [...execArgv, '--max-http-header-size=4194304', '--max-semi-space-size=16'],
    // It prints what it likes and is never listened to; it needs nothing of our environment.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env:
      options.upstream?.authorityFile === undefined
        ? {}
        : { NODE_EXTRA_CA_CERTS: options.upstream.authorityFile },
  });
  let stopping = false;
  const lost = new Promise<HarnessError>((resolve) => {
    child.on('message', (message: FromEngine) => {
      if (message.kind === 'failed' && !stopping) resolve(failure(message, options));
    });
    child.once('exit', (code, signal) => {
      if (!stopping) resolve(died(code, signal));
    });
  });
  const { port, authority } = await ready(child, options, lost);
  let fault: { readonly why: string; readonly atMs: number } | undefined;
  void lost.then(({ why }) => {
    fault = { why, atMs: Date.now() };
  });
  let settles = 0;
  let stopped: Promise<{ readonly refused: number }> | undefined;
  return {
    port,
    pid: child.pid ?? 0,
    authority,
    lost,
    async settle(timeoutMs) {
      settles += 1;
      const request = settles;
      const settled = answer(child, (message) => message.kind === 'settled' && message.request === request);
      send(child, { kind: 'settle', request, timeoutMs });
      await Promise.race([settled, lost]);
    },
    stop() {
      stopping = true;
      stopped ??= stop(child).then(async (totals) => {
        if (fault !== undefined) await noteEngineFault(options.bundleDirectory, fault);
        await writeHar(options.bundleDirectory);
        return totals;
      });
      return stopped;
    },
  };
}

async function ready(
  child: ChildProcess,
  options: ProxyOptions,
  lost: Promise<HarnessError>,
): Promise<Extract<FromEngine, { kind: 'ready' }>> {
  const { upstream } = options;
  const engine: EngineOptions = {
    bundleDirectory: options.bundleDirectory,
    authorityDirectory: options.authorityDirectory,
    engine: options.engine ?? { kind: 'mockttp' },
    forwards: options.forwards ?? [],
    port: options.port ?? 0,
    ...(upstream?.proxyUrl === undefined ? {} : { upstreamProxyUrl: upstream.proxyUrl }),
    ...(upstream?.authorityFile === undefined ? {} : { upstreamAuthorityFile: upstream.authorityFile }),
    ...(options.listen === undefined ? {} : { listen: options.listen }),
    ...(options.holdMs === undefined ? {} : { holdMs: options.holdMs }),
    ...(options.blind === undefined ? {} : { blind: options.blind }),
  };
  const started = answer(child, (message) => message.kind === 'ready');
  send(child, { kind: 'start', options: engine });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<HarnessError>((resolve) => {
    timer = setTimeout(
      () => resolve(notReady(`it said nothing within ${READY_TIMEOUT_MS / 1000} s`)),
      READY_TIMEOUT_MS,
    );
  });
  const first = await Promise.race([started, lost, late]);
  clearTimeout(timer);
  if (!(first instanceof HarnessError) && first.kind === 'ready') return first;
  child.kill('SIGKILL');
  throw first instanceof HarnessError ? first : notReady('it answered nonsense');
}

function answer(child: ChildProcess, fits: (message: FromEngine) => boolean): Promise<FromEngine> {
  return new Promise((resolve) => {
    const take = (message: FromEngine): void => {
      if (!fits(message)) return;
      child.off('message', take);
      resolve(message);
    };
    child.on('message', take);
  });
}

function send(child: ChildProcess, message: ToEngine): void {
  if (child.connected) child.send(message);
}

async function stop(child: ChildProcess): Promise<{ readonly refused: number }> {
  let refused = 0;
  if (child.exitCode !== null || child.signalCode !== null) return { refused };
  child.on('message', (message: FromEngine) => {
    if (message.kind === 'stopped') refused = message.refused;
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  send(child, { kind: 'stop' });
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
  return { refused };
}

function failure(message: Extract<FromEngine, { kind: 'failed' }>, options: ProxyOptions): HarnessError {
  switch (message.code) {
    case 'PORT_TAKEN':
      return new HarnessError('PORT_TAKEN', {
        what: `the proxy cannot listen on port ${options.port}`,
        why: 'another program holds the port',
        remedy: 'stop it, or choose another port with --proxy-port=<port>',
      });
    case 'DISK_FULL':
      return new HarnessError('DISK_FULL', {
        what: 'the proxy could not write what it recorded',
        why: message.why,
        remedy: 'make room and start again; what was written before is kept',
      });
    default:
      return notReady(message.why);
  }
}

function notReady(why: string): HarnessError {
  return new HarnessError('PROXY_NOT_READY', {
    what: 'the recording proxy failed',
    why,
    remedy: 'start again; if it stays so, install the packages anew with: npm ci',
  });
}

function died(code: number | null, signal: string | null): HarnessError {
  return notReady(`its process ended (${signal ?? `exit code ${code}`})`);
}
