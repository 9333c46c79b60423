import type { DeviceConfig } from './device-config.ts';
import { CACHED_MIN_ADJ } from './importance/importance.ts';
import type { Logcat } from './logcat.ts';
import type { PhoneClock } from './phone-clock.ts';
import type { PhoneProcess } from './process.ts';
import type { Settings } from './settings.ts';

export interface FreezerParts {
  readonly api: number;
  readonly clock: Pick<PhoneClock, 'elapsed' | 'later'>;
  readonly settings: Settings;
  readonly deviceConfig: DeviceConfig;
  readonly logcat: Logcat;
  /** A frozen process for which more is waiting than binder has room for is killed. */
  onOverflow(process: PhoneProcess): void;
}

interface Freezable {
  /** Takes back the freezing that is due; undefined while none is. */
  cancel: (() => void) | undefined;
  frozenMs: number | undefined;
  /** By `am freeze --sticky`: importance does not thaw it. */
  sticky: boolean;
  /** What would have run meanwhile, in order. */
  readonly held: (() => void)[];
}

const SYSTEM_SERVER_PID = 1_742;
/** How long a process is cached before it is frozen: CachedAppOptimizer of 11; 12 and 13; 14, 15 and 16. */
const DEBOUNCE_MS = { 11: 500, 12: 600_000, 14: 10_000 } as const;
/** Stands for the bytes that the kernel keeps for one-way calls to a process: that many waiting calls are too many. */
const MOST_HELD = 1_000;

/** The freezer of cached apps (CachedAppOptimizer): what it froze runs no code before it is thawed. */
export class Freezer {
  readonly #parts: FreezerParts;
  readonly #processes = new Map<PhoneProcess, Freezable>();
  #setting: string | undefined;
  #enabled = false;

  constructor(parts: FreezerParts) {
    this.#parts = parts;
    this.boot();
  }

  /** DeviceConfig's namespace of the native boot counts from the next boot on; the setting at once. */
  boot(): void {
    const { settings, deviceConfig, api } = this.#parts;
    this.#setting = settings.get('global', 'cached_apps_freezer');
    const flag = deviceConfig.get('activity_manager_native_boot', 'use_freezer');
    // Kernels that can freeze are there from 11 on; on by default it is from 14 on in this phone.
    const standard = flag === undefined ? api >= 34 : flag === 'true';
    this.#enabled = api >= 30 && this.#setting !== 'disabled' && (this.#setting === 'enabled' || standard);
  }

  enabled(): boolean {
    if (this.#parts.settings.get('global', 'cached_apps_freezer') !== this.#setting) {
      this.boot();
      if (!this.#enabled) for (const process of this.#processes.keys()) this.thaw(process, 'forced');
    }
    return this.#enabled;
  }

  debounceMs(): number {
    const { api } = this.#parts;
    return api >= 34 ? DEBOUNCE_MS[14] : api >= 31 ? DEBOUNCE_MS[12] : DEBOUNCE_MS[11];
  }

  /** Freezes a cached process some time from now, and thaws one that is needed again. */
  adjust(process: PhoneProcess, adj: number): void {
    if (!this.enabled() || adj < CACHED_MIN_ADJ) return this.thaw(process);
    const one = this.#of(process);
    if (one.frozenMs !== undefined || one.cancel !== undefined) return;
    one.cancel = this.#parts.clock.later(this.debounceMs(), () => this.freeze(process, one.sticky));
  }

  freeze(process: PhoneProcess, sticky = false): void {
    const one = this.#of(process);
    one.cancel?.();
    one.cancel = undefined;
    one.sticky = sticky;
    if (process.ended || one.frozenMs !== undefined) return;
    one.frozenMs = this.#parts.clock.elapsed();
    this.#log('am_freeze', 'freezing', process);
  }

  /** Lets run what was held back, in order. One that is frozen stickily is thawed by force only. */
  thaw(process: PhoneProcess, how: 'needed' | 'forced' = 'needed'): void {
    const one = this.#processes.get(process);
    if (one === undefined) return;
    one.cancel?.();
    one.cancel = undefined;
    if (one.frozenMs === undefined || (one.sticky && how === 'needed')) return;
    one.frozenMs = undefined;
    one.sticky = false;
    this.#log('am_unfreeze', 'sync unfroze', process);
    for (const work of one.held.splice(0)) work();
  }

  isFrozen(process: PhoneProcess): boolean {
    return this.frozenMs(process) !== undefined;
  }

  /** Since when, by the time since boot. */
  frozenMs(process: PhoneProcess): number | undefined {
    return this.#processes.get(process)?.frozenMs;
  }

  isPending(process: PhoneProcess): boolean {
    return this.#processes.get(process)?.cancel !== undefined;
  }

  isSticky(process: PhoneProcess): boolean {
    return this.#processes.get(process)?.sticky ?? false;
  }

  /** True when the process is frozen, and `work` waits until it is thawed. */
  holdsBack(process: PhoneProcess, work: () => void): boolean {
    const one = this.#processes.get(process);
    if (one?.frozenMs === undefined) return false;
    one.held.push(work);
    if (one.held.length > MOST_HELD) this.#parts.onOverflow(process);
    return true;
  }

  /** Settles once the process may run: at once for one that is not frozen. */
  async thawed(process: PhoneProcess): Promise<void> {
    await new Promise<void>((resolve) => {
      if (!this.holdsBack(process, resolve)) resolve();
    });
  }

  /** A process that has ended is told of: nothing of it runs any more, and nothing waits for it. */
  forget(process: PhoneProcess): void {
    const one = this.#processes.get(process);
    if (one === undefined) return;
    this.#processes.delete(process);
    one.cancel?.();
    for (const work of one.held.splice(0)) work();
  }

  #of(process: PhoneProcess): Freezable {
    const known = this.#processes.get(process);
    if (known !== undefined) return known;
    const fresh: Freezable = { cancel: undefined, frozenMs: undefined, sticky: false, held: [] };
    // What has ended is not kept.
    if (!process.ended) this.#processes.set(process, fresh);
    return fresh;
  }

  #log(event: string, what: string, { pid, package: { package: name } }: PhoneProcess): void {
    this.#parts.logcat.write(SYSTEM_SERVER_PID, 'D', 'ActivityManager', `${what} ${pid} ${name}`);
    this.#parts.logcat.event(event, [pid, name]);
  }
}
