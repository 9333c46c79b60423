import { mkdir } from 'node:fs/promises';
import { runProcess } from '../../helpers/device/process-runner.ts';
import { HarnessError } from '../../helpers/model/harness-error.ts';
import { claimPort, listens } from './claimed-port.ts';

/** An adb server to work with. A private one is ended when the run ends; the user's own is left alone. */
export interface AdbServer {
  readonly port: number;
  readonly program: string;
  readonly home?: string;
  attached(): Promise<readonly AttachedPhone[]>;
  connect(address: string): Promise<void>;
  stop(): Promise<void>;
}

export interface AttachedPhone {
  readonly serial: string;
  /** `device` when it is usable, else adb's word for why not: `unauthorized`, `offline`, … */
  readonly state: string;
}

const USUAL_PORT = 5037;

/**
 * Uses the adb server that is running already, because two servers cannot share a USB phone; starts a private one on
 * a free port otherwise.
 */
export async function openAdbServer(program: string, home: string): Promise<AdbServer> {
  const shared = await listens(USUAL_PORT);
  return shared ? serverAt(program, USUAL_PORT, undefined) : await privateAdbServer(program, home);
}

/** A server of the run's own, with keys of its own: for the simulated phone, which needs no USB. */
export async function privateAdbServer(program: string, home: string): Promise<AdbServer> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  // Outside of 5555-5585, which every adb server scans for emulators.
  const { port, release } = await claimPort([5901, 5902, 5903, 5904, 5905]);
  const server = serverAt(program, port, home);
  return {
    ...server,
    async stop() {
      await server.stop().finally(release);
    },
  };
}

function serverAt(program: string, port: number, home: string | undefined): AdbServer {
  const env: Record<string, string> = {
    ANDROID_ADB_SERVER_PORT: String(port),
    ...(home === undefined ? {} : { HOME: home }),
  };
  async function adb(argv: readonly string[]): Promise<string> {
    const outcome = await runProcess(program, argv, { env, timeoutMs: 30_000 });
    if (outcome.exitCode === 0) return outcome.stdout.toString('utf8');
    throw new HarnessError('ADB_FAILED', {
      what: `adb ${argv[0]} failed`,
      why: outcome.stderr.trim() || outcome.stdout.toString('utf8').trim(),
      remedy: `run it by hand: ANDROID_ADB_SERVER_PORT=${port} adb ${argv.join(' ')}`,
    });
  }
  return {
    port,
    program,
    ...(home === undefined ? {} : { home }),
    attached: async () => parseDevices(await adb(['devices'])),
    async connect(address) {
      const said = await adb(['connect', address]);
      if (!/connected to/.test(said)) {
        throw new HarnessError('HANDSET_NOT_READY', {
          what: `adb could not connect to ${address}`,
          why: said.trim(),
          remedy: 'start again; if it stays so, see handset.log in the run directory',
        });
      }
    },
    async stop() {
      if (home !== undefined) await adb(['kill-server']);
    },
  };
}

/** Parses `adb devices`. */
export function parseDevices(output: string): readonly AttachedPhone[] {
  return output
    .split(/\r?\n/)
    .map((line) => /^(\S+)\t(\S.*)$/.exec(line))
    .flatMap((match) =>
      match?.[1] === undefined || match[2] === undefined
        ? []
        : [{ serial: match[1], state: match[2].trim() }],
    );
}
