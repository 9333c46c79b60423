import { type ChildProcess, execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type HandsetOptions, type RunningHandset, startHandset } from './phone.ts';

const execute = promisify(execFile);

interface Ran {
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly code: number;
}

/** A booted phone and the stock adb with a server and a home of its own, for tests. */
export interface PhoneWithAdb {
  /** A directory of the host that goes away with the phone. */
  readonly home: string;
  readonly handset: RunningHandset;
  /** What the phone wrote on its log of the host's side. */
  readonly logged: readonly string[];
  /** Rejects when the command does not end by itself. */
  adb(...argv: readonly string[]): Promise<Ran>;
  /** The same, with all that there is on its standard input. */
  feed(input: string | Buffer, ...argv: readonly string[]): Promise<Ran>;
  /** Standard output of a line in the phone's shell. */
  text(line: string): Promise<string>;
  /** Starts a command that does not end. */
  follow(...argv: readonly string[]): ChildProcess;
  stop(): Promise<void>;
}

/** `adbPort` is that of the adb server, one that no other spec uses; `programs` is where adb is looked for. */
export async function startPhoneWithAdb(
  adbPort: number,
  programs = '',
  options: Pick<HandsetOptions, 'android' | 'apps' | 'build' | 'clone' | 'jrapp' | 'rom' | 'timeZone'> = {},
): Promise<PhoneWithAdb> {
  const home = await mkdtemp(path.join(tmpdir(), 'phone-spec-'));
  const logged: string[] = [];
  const handset = await startHandset({
    ...options,
    directory: path.join(home, 'phone'),
    log: (line) => logged.push(line),
  });
  const serial = `127.0.0.1:${handset.port}`;
  const env = { PATH: programs, HOME: home, ANDROID_ADB_SERVER_PORT: String(adbPort) };
  const run = async (argv: readonly string[], input?: string | Buffer): Promise<Ran> => {
    const settings = { env, encoding: 'buffer', maxBuffer: 1 << 26, timeout: 20_000 } as const;
    const running = execute('adb', ['-s', serial, ...argv], settings);
    // A command may end before it has read all of it, as `true` does; what it said is its answer.
    running.child.stdin?.on('error', () => undefined);
    if (input !== undefined) running.child.stdin?.end(input);
    return await running.then(
      ({ stdout, stderr }) => ({ stdout, stderr: stderr.toString(), code: 0 }),
      (error: { stdout: Buffer; stderr: Buffer; code: number; killed: boolean }) => {
        if (error.killed) throw new Error(`adb ${argv.join(' ')} did not end`);
        return { stdout: error.stdout, stderr: error.stderr.toString(), code: error.code };
      },
    );
  };
  const adb = (...argv: readonly string[]): Promise<Ran> => run(argv);
  await adb('connect', serial);
  return {
    home,
    handset,
    logged,
    adb,
    feed: (input, ...argv) => run(argv, input),
    text: async (line) => (await adb('shell', line)).stdout.toString('utf8'),
    follow: (...argv) => execFile('adb', ['-s', serial, ...argv], { env }),
    async stop() {
      await adb('kill-server');
      await handset.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
