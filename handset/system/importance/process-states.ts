import type { DeviceConfig } from '../device-config.ts';
import type { Freezer } from '../freezer.ts';
import type { PhoneClock } from '../phone-clock.ts';
import type { PhoneProcess } from '../process.ts';
import type { Settings } from '../settings.ts';
import type { HoldKind } from './holds.ts';
import { type Importance, previousUntil, type Standing } from './importance.ts';
import { processLimits, tooMany } from './process-limit.ts';
import { type Ranked, rankProcesses } from './rank-processes.ts';
import { UidRecords } from './uid-records.ts';

export interface ProcessStateParts {
  readonly api: number;
  readonly clock: Pick<PhoneClock, 'elapsed' | 'later'>;
  readonly settings: Settings;
  readonly deviceConfig: DeviceConfig;
  readonly freezer: Freezer;
  processes(): readonly PhoneProcess[];
  standing(): Pick<Standing, 'front' | 'visible' | 'previous' | 'isHome' | 'awake'>;
  /** Ends a process that the activity manager does not keep, with its reason. */
  kill(process: PhoneProcess, reason: string): void;
  onIdle(uid: number): void;
}

/** How important each process is, and what follows from that: as OomAdjuster, it looks again whenever something changed. */
export class ProcessStates {
  readonly #parts: ProcessStateParts;
  readonly uids: UidRecords;
  #uses = 0;
  #expiry: { readonly untilMs: number; readonly cancel: () => void } | undefined;

  constructor(parts: ProcessStateParts) {
    this.#parts = parts;
    this.uids = new UidRecords(parts.clock, (uid) => parts.onIdle(uid));
  }

  /** All processes with their importance, the one that was used last first. */
  ranked(): readonly Ranked[] {
    const latestFirst = [...this.#parts.processes()].sort((a, b) => b.lastUse - a.lastUse);
    return rankProcesses(latestFirst, this.#standing());
  }

  of(process: PhoneProcess): Importance | undefined {
    return this.ranked().find((one) => one.process === process)?.importance;
  }

  /** Notes that the process is in use now. */
  use(process: PhoneProcess): void {
    this.#uses += 1;
    process.lastUse = this.#uses;
  }

  /** Keeps the process important until the returned function is called. */
  hold(process: PhoneProcess, kind: HoldKind): () => void {
    const hold = { kind };
    process.holds.add(hold);
    this.use(process);
    this.update();
    return () => {
      if (process.holds.delete(hold)) this.update();
    };
  }

  /** To be called after each change of what importance depends on. */
  update(): void {
    const ranked = this.ranked();
    for (const { process, importance } of ranked) {
      this.uids.update(process, importance.state);
      this.#parts.freezer.adjust(process, importance.adj);
    }
    this.#expirePrevious();
    const { api, settings, deviceConfig } = this.#parts;
    for (const { process, reason } of tooMany(ranked, processLimits(api, settings, deviceConfig)))
      this.#parts.kill(process, reason);
  }

  #standing(): Standing {
    const { api, clock } = this.#parts;
    return { ...this.#parts.standing(), api, elapsedMs: clock.elapsed() };
  }

  /** Nothing else happens when the previous process has been that for long enough. */
  #expirePrevious(): void {
    const standing = this.#standing();
    const { previous, elapsedMs } = standing;
    const untilMs = previous === undefined ? undefined : previousUntil(previous, standing);
    if (untilMs === this.#expiry?.untilMs) return;
    this.#expiry?.cancel();
    this.#expiry = undefined;
    if (untilMs === undefined || untilMs <= elapsedMs) return;
    const cancel = this.#parts.clock.later(untilMs - elapsedMs, () => this.update());
    this.#expiry = { untilMs, cancel };
  }
}
