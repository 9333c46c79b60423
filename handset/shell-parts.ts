import type { Duplex, Readable, Writable } from 'node:stream';

/**
 * What the parts of the handset are to one another stands in the files `*-parts.ts` beside this one: `shell/` runs
 * commands, `adbd/` carries them, `system/` is the framework that answers them, `ui/` shows screens, `apps/` live on it,
 * `internet/` is what they reach.
 */

/** One framework command of the phone (`pm`, `am`, `dumpsys`, …). Resolves to its exit code; never hangs. */
export type FrameworkCommand = (call: CommandCall) => Promise<number>;

export interface CommandCall {
  /** `argv[0]` is the command's name. */
  readonly argv: readonly string[];
  /** The caller's: 0 root, 2000 shell, 10000 and up an app. */
  readonly uid: number;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Aborted when the client went away: the command must then end soon. */
  readonly signal: AbortSignal;
}

/** The phone's files. Every path is an absolute path on the phone; none can lead out of the phone's root. */
export interface PhoneFiles {
  /** The host's path of a phone path, links resolved inside the root (`/sdcard`, `/storage/emulated/0` are one). */
  hostPath(phonePath: string): Promise<string>;
  /** Writes the whole file, making parent directories; all that is made belongs to `owner`. */
  write(phonePath: string, bytes: Uint8Array, owner: FileOwner): Promise<void>;
  /** Takes so many bytes of the disk; throws with code `ENOSPC` when it is full. For who writes by a host path. */
  claim(bytes: number): void;
  /** Bytes that are left; `undefined` while there is no end of them. */
  left(): number | undefined;
  read(phonePath: string): Promise<Buffer>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file or a directory with everything in it; a missing one is not an error. */
  remove(phonePath: string): Promise<void>;
  exists(phonePath: string): Promise<boolean>;
  stat(
    phonePath: string,
  ): Promise<{ readonly bytes: number; readonly modifiedMs: number; readonly directory: boolean }>;
  /** Names in a directory, sorted; an empty list for a missing one. */
  list(phonePath: string): Promise<readonly string[]>;
  /** Whether a uid may do that, by owners and modes; always where the handset runs without root, see its limits. */
  allows(phonePath: string, uid: number, access: FileAccess): Promise<boolean>;
}

/** `search`: learn of a file; `read`: read it or list it; `make`: put one of this name there, or replace it. */
export type FileAccess = 'search' | 'read' | 'make';

export interface FileOwner {
  readonly uid: number;
  readonly gid: number;
  /** Octal, of files; directories get execute bits where there are read bits. */
  readonly mode: number;
}

/** Runs one shell command line on the phone, as `sh -c` does. */
export interface Shell {
  run(
    commandLine: string,
    io: {
      readonly uid: number;
      readonly stdin: Readable;
      readonly stdout: Writable;
      readonly stderr: Writable;
      readonly signal: AbortSignal;
    },
  ): Promise<number>;
  /** Runs a line on a terminal of its own; an interactive shell for an empty line. */
  openTerminal(commandLine: string, io: TerminalIo): Terminal;
}

export interface TerminalIo {
  readonly uid: number;
  readonly stdin: Readable;
  /** Both outputs: a terminal has one. */
  readonly stdout: Writable;
  readonly signal: AbortSignal;
  /** As `TERM` names it. */
  readonly type: string;
}

export interface Terminal {
  readonly exitCode: Promise<number>;
  resize(rows: number, columns: number): void;
}

/** TCP on the phone's loopback. `adb forward` connects to it, `adb reverse` listens on it, apps do both. */
export interface Loopback {
  /** Returns what stops listening. Throws when the port is taken. */
  listen(port: number, accept: (socket: Duplex) => void): () => void;
  /** Rejects with code `ECONNREFUSED` when nobody listens. */
  connect(port: number): Promise<Duplex>;
}
