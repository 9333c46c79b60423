import { defaultMode, type OpMode, opNames, survivesReset, switchOf } from './appops/op-names.ts';
import { uidMode } from './appops/uid-modes.ts';
import type { InstalledPackage } from './package-state.ts';
import type { PhoneProcess } from './process.ts';

/** The state of a uid at an access, as Android 9 and later tell them apart; a program of the system would be `pers`. */
export type OpState = 'top' | 'fgsvc' | 'cch';

export interface Operation {
  readonly name: string;
  /** The package's own; a mode of its uid goes before it. */
  readonly mode: OpMode;
  /** The latest of each state, in milliseconds since the epoch: a register, not a log. */
  readonly accessMs: ReadonlyMap<OpState, number>;
  readonly rejectMs: ReadonlyMap<OpState, number>;
  /** Since when it goes on; undefined while it does not. */
  readonly startedMs: number | undefined;
  /** How long it last went on; undefined when it never was started. */
  readonly durationMs: number | undefined;
}

/** Which operations apps were seen at, and which they are let do. */
export interface AppOps {
  /** Notes that the process is at the operation now, or was turned away from it; answers by which mode. */
  note(process: PhoneProcess, name: string): OpMode;
  /** What holds for the package: its uid's mode, or else its own. `foreground` is left as it is. */
  mode(packageName: string, name: string): OpMode;
  set(packageName: string, name: string, mode: OpMode): void;
  /** A mode for all packages of a uid, which goes before theirs. */
  setUidMode(packageName: string, name: string, mode: OpMode): void;
  /** Modes of the uid that are not the operation's default, in the order of numbers. */
  uidModes(packageName: string): readonly (readonly [name: string, mode: OpMode])[];
  /** In the order of their numbers; empty for a package that was never seen at one. */
  operations(packageName: string): readonly Operation[];
  /** Goes on until it is finished as often as it was started; false when it is not let. */
  start(packageName: string, name: string): boolean;
  finish(packageName: string, name: string): void;
  /** Puts back the modes of one package, or of all. */
  reset(packageName?: string): void;
  state(process: PhoneProcess): OpState;
  /** Of a package that is uninstalled nothing is kept. */
  forget(packageName: string): void;
}

/** For that long a uid that left the foreground counts as in front still (AppOpsService, `top_state_settle_time`). */
const SETTLE_MS = 30_000;

interface Kept {
  mode: OpMode;
  readonly accessMs: Map<OpState, number>;
  readonly rejectMs: Map<OpState, number>;
  startedMs: number | undefined;
  starts: number;
  durationMs: number | undefined;
}

export interface AppOpsParts {
  readonly api: number;
  front(): PhoneProcess | undefined;
  processOf(packageName: string): PhoneProcess | undefined;
  packageNamed(name: string): InstalledPackage | undefined;
  /** Called when a mode of a package may have become another one. */
  modeChanged?(packageName: string): void;
  now(): number;
}

export function createAppOps(parts: AppOpsParts): AppOps {
  return new OperationRegister(parts);
}

class OperationRegister implements AppOps {
  readonly #parts: AppOpsParts;
  readonly #packages = new Map<string, Map<string, Kept>>();
  readonly #uids = new Map<
    string,
    Map<string, { readonly mode: OpMode; readonly derived: OpMode | undefined }>
  >();

  constructor(parts: AppOpsParts) {
    this.#parts = parts;
  }

  note(process: PhoneProcess, name: string): OpMode {
    const packageName = process.package.package;
    const state = this.state(process);
    const mode = this.mode(packageName, name);
    const effective = mode === 'foreground' ? (state === 'cch' ? 'ignore' : 'allow') : mode;
    const one = this.#kept(packageName, name);
    (effective === 'allow' ? one.accessMs : one.rejectMs).set(state, this.#parts.now());
    return effective;
  }

  mode(packageName: string, name: string): OpMode {
    const decisive = switchOf(name, this.#parts.api);
    return (
      this.#uidMode(packageName, decisive) ??
      this.#packages.get(packageName)?.get(decisive)?.mode ??
      defaultMode(decisive)
    );
  }

  set(packageName: string, name: string, mode: OpMode): void {
    // AppOpsService.setMode: the operation that decides is the one whose mode is set.
    const decisive = switchOf(name, this.#parts.api);
    this.#kept(packageName, decisive).mode = mode;
    this.#prune(packageName, decisive);
    this.#parts.modeChanged?.(packageName);
  }

  setUidMode(packageName: string, name: string, mode: OpMode): void {
    const decisive = switchOf(name, this.#parts.api);
    const modes = this.#uids.get(packageName) ?? new Map();
    this.#uids.set(packageName, modes.set(decisive, { mode, derived: this.#derived(packageName, decisive) }));
    this.#parts.modeChanged?.(packageName);
  }

  uidModes(packageName: string): readonly (readonly [string, OpMode])[] {
    return opNames(this.#parts.api).flatMap((name) => {
      const mode = this.#uidMode(packageName, name);
      return mode === undefined ? [] : [[name, mode] as const];
    });
  }

  operations(packageName: string): readonly Operation[] {
    const names = opNames(this.#parts.api);
    return [...(this.#packages.get(packageName) ?? [])]
      .map(([name, one]) => ({ name, ...one }))
      .sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
  }

  start(packageName: string, name: string): boolean {
    const process = this.#parts.processOf(packageName);
    const one = this.#kept(packageName, name);
    const state = process === undefined ? 'cch' : this.state(process);
    const mode = this.mode(packageName, name);
    const allowed = mode === 'allow' || (mode === 'foreground' && state !== 'cch');
    (allowed ? one.accessMs : one.rejectMs).set(state, this.#parts.now());
    if (!allowed) return false;
    one.startedMs ??= this.#parts.now();
    one.starts += 1;
    return true;
  }

  finish(packageName: string, name: string): void {
    const one = this.#packages.get(packageName)?.get(name);
    if (one?.startedMs === undefined) return;
    one.starts -= 1;
    if (one.starts > 0) return;
    one.durationMs = this.#parts.now() - one.startedMs;
    one.startedMs = undefined;
  }

  reset(packageName?: string): void {
    const names =
      packageName === undefined ? [...this.#packages.keys(), ...this.#uids.keys()] : [packageName];
    for (const name of new Set(names)) {
      const uid = this.#uids.get(name);
      for (const operation of [...(uid?.keys() ?? [])]) if (!survivesReset(operation)) uid?.delete(operation);
      for (const [operation, one] of this.#packages.get(name) ?? []) {
        if (survivesReset(operation)) continue;
        one.mode = defaultMode(operation);
        this.#prune(name, operation);
      }
      this.#parts.modeChanged?.(name);
    }
  }

  state(process: PhoneProcess): OpState {
    if (process === this.#parts.front()) return 'top';
    if ([...process.holds].some(({ kind }) => kind === 'foreground-service')) return 'fgsvc';
    const wasFront = process.activity !== undefined || process.screen !== undefined;
    const leftMs = process.leftMs ?? Number.NEGATIVE_INFINITY;
    return wasFront && this.#parts.now() - leftMs < SETTLE_MS ? 'top' : 'cch';
  }

  forget(packageName: string): void {
    this.#packages.delete(packageName);
    this.#uids.delete(packageName);
  }

  /** What was set by hand holds until the permission behind it changes, which sets the mode anew. */
  #uidMode(packageName: string, name: string): OpMode | undefined {
    const derived = this.#derived(packageName, name);
    const set = this.#uids.get(packageName)?.get(name);
    const mode = set !== undefined && set.derived === derived ? set.mode : derived;
    return mode === defaultMode(name) ? undefined : mode;
  }

  #derived(packageName: string, name: string): OpMode | undefined {
    const known = this.#parts.packageNamed(packageName);
    return known === undefined ? undefined : uidMode(known, name, this.#parts.api);
  }

  #kept(packageName: string, name: string): Kept {
    const operations = this.#packages.get(packageName) ?? new Map<string, Kept>();
    const found = operations.get(name) ?? {
      mode: defaultMode(name),
      accessMs: new Map(),
      rejectMs: new Map(),
      startedMs: undefined,
      starts: 0,
      durationMs: undefined,
    };
    this.#packages.set(packageName, operations.set(name, found));
    return found;
  }

  /** What is as it would be anyway, and was never used, is forgotten (AppOpsService.pruneOp). */
  #prune(packageName: string, name: string): void {
    const operations = this.#packages.get(packageName);
    const one = operations?.get(name);
    if (one !== undefined && one.mode === defaultMode(name) && one.accessMs.size + one.rejectMs.size === 0)
      operations?.delete(name);
  }
}
