import type { PhoneClock } from '../phone-clock.ts';
import type { PhoneProcess } from '../process.ts';
import { atLeast, type ProcState } from './proc-states.ts';

/** What the activity manager keeps of a uid with running processes (UidRecord). */
export interface UidRecord {
  readonly state: ProcState;
  /** Since when it is in that state, by the time since boot. */
  readonly sinceMs: number;
  /** Since when it is in the background, by the time since boot. */
  readonly backgroundMs: number | undefined;
  readonly idle: boolean;
  /** The changes that observers were told of last. */
  readonly changes: readonly UidChange[];
}

/** In the order in which UidRecord.toString names them. */
type UidChange = 'idle' | 'active' | 'cached' | 'uncached';

/** ActivityManagerConstants.BACKGROUND_SETTLE_TIME: then a uid in the background is idle. */
const SETTLE_MS = 60_000;

const FRESH: UidRecord = { state: 'NONE', sinceMs: 0, backgroundMs: undefined, idle: true, changes: [] };

/** The records of all uids, kept up by OomAdjuster.updateUidsLocked's rules. */
export class UidRecords {
  readonly #clock: Pick<PhoneClock, 'elapsed' | 'later'>;
  readonly #onIdle: (uid: number) => void;
  readonly #records = new Map<number, UidRecord>();

  /** `onIdle` hears of each uid that becomes idle: its background services are stopped then. */
  constructor(clock: Pick<PhoneClock, 'elapsed' | 'later'>, onIdle: (uid: number) => void) {
    this.#clock = clock;
    this.#onIdle = onIdle;
  }

  of(uid: number): UidRecord | undefined {
    return this.#records.get(uid);
  }

  /** Takes in that the uid's most important process is in that state now. */
  update({ package: { uid } }: PhoneProcess, state: ProcState): void {
    const before = this.#records.get(uid) ?? FRESH;
    if (before.state === state) return;
    const background = isBackground(state);
    const changes: UidChange[] = [];
    if (!background && before.idle) changes.push('active');
    const cached = isCached(state);
    if (isCached(before.state) !== cached || before.state === 'NONE')
      changes.push(cached ? 'cached' : 'uncached');
    const left = background && !isBackground(before.state);
    this.#records.set(uid, {
      state,
      sinceMs: this.#clock.elapsed(),
      idle: background && before.idle,
      backgroundMs: left ? this.#clock.elapsed() : background ? before.backgroundMs : undefined,
      changes: changes.length === 0 ? before.changes : changes,
    });
    if (left) this.#clock.later(SETTLE_MS, () => this.#settle(uid));
  }

  /** `am make-uid-idle`: at once what else comes with time; a uid that is not in the background stays as it is. */
  makeIdle(uid: number): void {
    const record = this.#records.get(uid);
    if (record === undefined || !isBackground(record.state)) return;
    this.#records.set(uid, { ...record, idle: true, changes: ['idle'] });
    this.#onIdle(uid);
  }

  forget(uid: number): void {
    this.#records.delete(uid);
  }

  #settle(uid: number): void {
    const record = this.#records.get(uid);
    if (record?.backgroundMs === undefined || record.idle) return;
    if (this.#clock.elapsed() - record.backgroundMs >= SETTLE_MS) this.makeIdle(uid);
  }
}

/** ActivityManager.isProcStateBackground. */
function isBackground(state: ProcState): boolean {
  return atLeast('TRNB', state);
}

function isCached(state: ProcState): boolean {
  return atLeast('RCVR', state) && state !== 'RCVR';
}
