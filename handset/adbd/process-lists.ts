import type { AdbStream } from './stream.ts';

/** A process as debuggers see it. */
interface DebuggableProcess {
  readonly pid: number;
  readonly uid: number;
  readonly name: string;
  readonly packages: readonly string[];
}

/** The processes that a debugger may attach to, now. */
export type DebuggableProcesses = () => readonly DebuggableProcess[];

/** How often a followed list is looked at; nobody tells of processes that start or end. */
const LOOK_MS = 200;
const USER_RANGE = 100_000;

/** `jdwp` — the pids, one a line, and the end (jdwp_service.cpp). */
export function serveJdwp(processes: DebuggableProcesses, stream: AdbStream): void {
  stream.end(pids(processes()));
}

/** `track-jdwp` — four hex digits of length and the pids, again at each change. */
export function trackJdwp(processes: DebuggableProcesses, stream: AdbStream): void {
  track(() => Buffer.from(pids(processes())), stream);
}

/** `track-app` — as `track-jdwp`, but protocol buffers with more of each process (proto/app_processes.proto). */
export function trackApps(processes: DebuggableProcesses, api: number, stream: AdbStream): void {
  track(() => Buffer.concat(processes().map((one) => field(1, appProcess(one, api)))), stream);
}

function pids(processes: readonly DebuggableProcess[]): string {
  return processes.map(({ pid }) => `${pid}\n`).join('');
}

function track(list: () => Buffer, stream: AdbStream): void {
  let told: Buffer | undefined;
  const look = (): void => {
    const now = list();
    if (told?.equals(now) === true) return;
    told = now;
    stream.write(Buffer.concat([Buffer.from(now.length.toString(16).padStart(4, '0')), now]));
  };
  look();
  const timer = setInterval(look, LOOK_MS).unref();
  stream.hungUp.addEventListener('abort', () => clearInterval(timer), { once: true });
  stream.once('close', () => clearInterval(timer));
  stream.resume();
}

/** From `app_info` on (2024, in the handset: 16) with user, name, packages and uid. */
function appProcess({ pid, uid, name, packages }: DebuggableProcess, api: number): Buffer {
  const old = [number(1, pid), number(2, 1), field(4, Buffer.from('arm64'))];
  if (api < 36) return Buffer.concat(old);
  return Buffer.concat([
    ...old,
    number(5, Math.floor(uid / USER_RANGE)),
    field(6, Buffer.from(name)),
    ...packages.map((one) => field(7, Buffer.from(one))),
    number(8, 0),
    number(9, uid),
  ]);
}

/** A field of bytes in the encoding of protocol buffers. */
function field(id: number, bytes: Buffer): Buffer {
  return Buffer.concat([varint(id * 8 + 2), varint(bytes.length), bytes]);
}

function number(id: number, value: number): Buffer {
  return Buffer.concat([varint(id * 8), varint(value)]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}
