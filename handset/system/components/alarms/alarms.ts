import type { AlarmOperation, AlarmRequest } from '../../../alarm-parts.ts';
import { stops } from '../../activity-events.ts';
import { uidName } from '../../dumps/activity/process-names.ts';
import { type InstalledPackage, userIdOf } from '../../package-state.ts';
import type { Broadcasts } from '../broadcasts.ts';
import { type ComponentParts, SYSTEM, system } from '../component-parts.ts';
import { javaError } from '../java-error.ts';
import { flagsOf } from './alarm-flags.ts';
import { type AlarmRecord, has, sameOperation, wakes } from './alarm-record.ts';
import { alarmStore } from './alarm-stores.ts';
import { askedWindowMs, atNewTime, repeated, timesOf } from './alarm-times.ts';
import { createDarkDelay, type DarkDelay } from './dark-delay.ts';
import { createExactAlarms, type ExactAlarms } from './exact-alarms.ts';
import { createWhileIdle, type WhileIdle } from './while-idle.ts';

/** The alarm manager (AlarmManagerService). */
export interface Alarms {
  /** Replaces the app's alarm of the same operation. Throws as AlarmManager does. */
  set(known: InstalledPackage, request: AlarmRequest): void;
  cancel(known: InstalledPackage, operation: AlarmOperation): void;
  readonly exact: Pick<ExactAlarms, 'can'>;
  readonly whileIdle: WhileIdle;
  readonly dark: DarkDelay;
  /** What goes off at its time, what waits for the end of doze, for its app to be used, for the display. */
  pending(): Readonly<Record<'waiting' | 'idle' | 'restricted' | 'late', readonly AlarmRecord[]>>;
  nextClock(): AlarmRecord | undefined;
  readonly counts: Readonly<AlarmCounts>;
  /** None outlives it. */
  reboot(): void;
}

interface AlarmCounts {
  sent: number;
  timeChanges: number;
  /** When the clock on the wall was set last, and what it then showed. */
  changedMs: number;
  changedToMs: number;
}

interface Triggered {
  readonly record: AlarmRecord;
  readonly count: number;
}

export interface AlarmParts extends ComponentParts {
  readonly broadcasts: Broadcasts;
}

/** MAX_ALARMS_PER_UID, from 10 on. */
const MOST_ALARMS = 500;
/** ALLOW_WHILE_IDLE_WHITELIST_DURATION: how long its app is let on in doze then. */
const IDLE_GRACE_MS = 10_000;
const RESTRICTION = 'RUN_ANY_IN_BACKGROUND';
const EXACT_CHANGED = 'android.app.action.SCHEDULE_EXACT_ALARM_PERMISSION_STATE_CHANGED';

export function createAlarms(parts: AlarmParts): Alarms {
  return new AlarmManager(parts);
}

class AlarmManager implements Alarms {
  readonly exact: ExactAlarms;
  readonly whileIdle: WhileIdle;
  readonly dark: DarkDelay;
  readonly counts: AlarmCounts = { sent: 0, timeChanges: 0, changedMs: 0, changedToMs: 0 };
  readonly #parts: AlarmParts;
  #records: readonly AlarmRecord[] = [];
  #restricted: readonly Triggered[] = [];
  #late: readonly Triggered[] = [];
  #takeBack = (): void => undefined;

  constructor(parts: AlarmParts) {
    this.#parts = parts;
    const { android, activities, clock, deviceIdle } = parts;
    this.exact = createExactAlarms(parts, (known, can) => void this.#exactChanged(known, can));
    this.whileIdle = createWhileIdle(android.api, deviceIdle);
    this.dark = createDarkDelay(clock, activities.power, () => this.#deliver([]));
    deviceIdle.onChange(() => this.#check());
    clock.onSet(() => this.#clockSet());
    activities.events.on((event) => {
      if (event.kind === 'force-stopped') this.#remove((one) => stops(event, one.package));
      if (event.kind === 'resumed' || event.kind === 'mode-changed') this.#releaseRestricted();
    });
  }

  set(known: InstalledPackage, request: AlarmRequest): void {
    const record = this.#recordOf(known, request);
    this.#refuseTooMany(known);
    this.cancel(known, request.operation);
    this.#records = [...this.#records, record];
    this.#check();
  }

  cancel(known: InstalledPackage, operation: AlarmOperation): void {
    this.#remove((one) => one.package.uid === known.uid && sameOperation(one.operation, operation));
  }

  pending(): ReturnType<Alarms['pending']> {
    const held = (one: AlarmRecord): boolean => this.whileIdle.holdsBack(one);
    return {
      waiting: this.#records.filter((one) => !held(one)),
      idle: this.#records.filter(held),
      restricted: this.#restricted.map(({ record }) => record),
      late: this.#late.map(({ record }) => record),
    };
  }

  nextClock(): AlarmRecord | undefined {
    return this.#records
      .filter(({ clock }) => clock !== undefined)
      .sort((one, other) => one.atMs - other.atMs)[0];
  }

  reboot(): void {
    this.#remove(() => true);
    this.whileIdle.forget();
    Object.assign(this.counts, { sent: 0, timeChanges: 0, changedMs: 0, changedToMs: 0 });
  }

  #recordOf(known: InstalledPackage, request: AlarmRequest): AlarmRecord {
    const { android, clock, deviceIdle } = this.#parts;
    const { targetSdk } = known;
    const { api } = android;
    const reason = this.exact.reason(known, request);
    const userAllowed = deviceIdle.allowlist.has(known.package);
    const exact = askedWindowMs(request, targetSdk) === 0;
    return {
      package: known,
      base: request.kind === 'setAlarmClock' ? 'rtc-wakeup' : request.base,
      operation: request.operation,
      flags: flagsOf({ kind: request.kind, exact, reason, userAllowed, api, targetSdk }),
      ...timesOf(request, { api, targetSdk, exempt: userAllowed }, clock),
      clock: request.kind === 'setAlarmClock' ? request : undefined,
      exact: reason,
      setMs: clock.elapsed(),
    };
  }

  #refuseTooMany({ package: name, uid }: InstalledPackage): void {
    const { android } = this.#parts;
    const own = [...this.#records, ...[...this.#restricted, ...this.#late].map(({ record }) => record)];
    if (android.api < 29 || own.filter((one) => one.package.uid === uid).length < MOST_ALARMS) return;
    const text = `Maximum limit of concurrent alarms ${MOST_ALARMS} reached for uid: ${uidName(uid)}, callingPackage: ${name}`;
    throw javaError('IllegalStateException', text);
  }

  #remove(which: (record: AlarmRecord) => boolean): void {
    this.#records = this.#records.filter((one) => !which(one));
    this.#restricted = this.#restricted.filter(({ record }) => !which(record));
    this.#late = this.#late.filter(({ record }) => !which(record));
    this.#arm();
  }

  #clockSet(): void {
    const { clock } = this.#parts;
    this.#records = this.#records.map((one) => atNewTime(one, clock));
    this.counts.timeChanges += 1;
    Object.assign(this.counts, { changedMs: clock.elapsed(), changedToMs: clock.now() });
    this.#check();
  }

  /** Has go off whatever is due, as often as something is. */
  #check(): void {
    const { android, clock } = this.#parts;
    const nowMs = clock.elapsed();
    const store = alarmStore(android.api);
    for (;;) {
      const due = store.due(this.pending().waiting, nowMs);
      if (due.length === 0) break;
      this.#records = this.#records.filter((one) => !due.includes(one));
      this.#trigger(due.flatMap((one) => this.#goesOff(one, nowMs)));
    }
    if (this.#late.length > 0 && !this.dark.mayWait(true)) this.#deliver([]);
    this.#arm();
  }

  /** What is allowed too seldom for this moment is put off, what repeats is set anew. */
  #goesOff(record: AlarmRecord, nowMs: number): readonly Triggered[] {
    const allowedMs = this.whileIdle.allowedMs(record);
    if (allowedMs > nowMs) {
      const latestMs = Math.max(record.latestMs, allowedMs);
      this.#records = [...this.#records, { ...record, dueMs: allowedMs, latestMs }];
      return [];
    }
    const { count, next } = repeated(record, nowMs);
    if (next !== undefined) this.#records = [...this.#records, next];
    return [{ record, count }];
  }

  #trigger(triggered: readonly Triggered[]): void {
    const isRestricted = ({ record }: Triggered): boolean => this.#isRestricted(record);
    this.#restricted = [...this.#restricted, ...triggered.filter(isRestricted)];
    const free = triggered.filter((one) => !isRestricted(one));
    if (free.length === 0) return;
    if (free.some(({ record }) => wakes(record)) || !this.dark.mayWait(this.#late.length > 0))
      return this.#deliver(free);
    if (this.#late.length === 0) this.dark.begin();
    this.#late = [...this.#late, ...free];
  }

  /** AppStateTracker.areAlarmsRestricted: the owner has restricted the app, and it is not in use. */
  #isRestricted({ package: known, clock }: AlarmRecord): boolean {
    const { activities } = this.#parts;
    const appOps = activities.appOpsOf(userIdOf(known.uid));
    if (clock !== undefined || appOps.mode(known.package, RESTRICTION) === 'allow') return false;
    return activities.states.uids.of(known.uid)?.idle !== false;
  }

  #releaseRestricted(): void {
    const free = this.#restricted.filter(({ record }) => !this.#isRestricted(record));
    this.#restricted = this.#restricted.filter((one) => !free.includes(one));
    if (free.length > 0) this.#deliver(free);
  }

  /** Together with those that waited for a display that is not dark. */
  #deliver(triggered: readonly Triggered[]): void {
    const all = [...triggered, ...this.#late];
    this.#late = [];
    if (all.length === 0) return;
    this.dark.delivered();
    for (const one of all) void this.#send(one);
  }

  async #send({ record, count }: Triggered): Promise<void> {
    const { broadcasts, clock, deviceIdle, logcat } = this.#parts;
    const { package: known, operation } = record;
    this.counts.sent += 1;
    this.whileIdle.sent(record, clock.elapsed());
    if (has(record, 'allowWhileIdle', 'allowWhileIdleCompat'))
      deviceIdle.allowFor(known.package, IDLE_GRACE_MS);
    const extras = { ...operation.intent.extras, 'android.intent.extra.ALARM_COUNT': String(count) };
    const creator = { uid: known.uid, pid: SYSTEM.pid, package: known.package };
    try {
      await broadcasts.send(creator, { ...operation.intent, extras });
    } catch (error) {
      system(logcat, 'W', 'AlarmManager', `Failure sending alarm. ${String(error)}`);
    }
  }

  /** An app that lost the permission loses its exact alarms and its process; one that got it is told. */
  async #exactChanged(known: InstalledPackage, can: boolean): Promise<void> {
    const { activities, broadcasts } = this.#parts;
    if (can) {
      await broadcasts.send(
        { ...SYSTEM, user: userIdOf(known.uid) },
        { action: EXACT_CHANGED, package: known.package, extras: {} },
      );
      return;
    }
    this.#remove((one) => one.package.uid === known.uid && one.exact === 'permission');
    const process = activities.processOf(known.package, userIdOf(known.uid));
    if (process !== undefined) await activities.control.kill(process, 'schedule_exact_alarm revoked');
  }

  #arm(): void {
    const { android, clock } = this.#parts;
    this.#takeBack();
    const next = alarmStore(android.api).next(this.pending().waiting);
    const late = this.#late.length > 0 ? this.dark.untilMs() : undefined;
    const nextMs = Math.min(next ?? Number.POSITIVE_INFINITY, late ?? Number.POSITIVE_INFINITY);
    if (nextMs === Number.POSITIVE_INFINITY) return;
    this.#takeBack = clock.later(Math.max(0, nextMs - clock.elapsed()), () => this.#check());
  }
}
