import type { ActivityEvents } from './activity-events.ts';
import type { Logcat } from './logcat.ts';
import { userIdOf } from './package-state.ts';
import type { PhoneClock } from './phone-clock.ts';
import type { PhoneProcess } from './process.ts';

/** What a finger or a key sends to the app in front. */
export type InputKind = 'key' | 'motion';

/** An app that did not answer. */
export interface Anr {
  readonly atMs: number;
  readonly reason: string;
}

export interface MainThreadParts {
  readonly api: number;
  readonly clock: Pick<PhoneClock, 'now' | 'later'>;
  readonly logcat: Logcat;
  readonly events: ActivityEvents;
}

interface Blocked {
  cancel: (() => void) | undefined;
  /** What would have run meanwhile, in order. */
  readonly held: (() => void)[];
}

const SYSTEM_SERVER_PID = 1_742;
/** InputDispatcher's DEFAULT_INPUT_DISPATCHING_TIMEOUT. */
const ANSWER_WITHIN_MS = 5_000;
/** More than a hung app of a phone that is hammered on would have. */
const MOST_HELD = 10_000;

/**
 * The main threads of apps, which something may keep busy: nothing of the app runs meanwhile, and input that it does not
 * take within five seconds makes an ANR ("application not responding").
 */
export class MainThreads {
  readonly #parts: MainThreadParts;
  readonly #blocked = new Map<PhoneProcess, Blocked>();
  #last: Anr | undefined;

  constructor(parts: MainThreadParts) {
    this.#parts = parts;
  }

  /** Keeps it busy for so long, or until the process ends. Who keeps it busy already decides alone. */
  block(process: PhoneProcess, milliseconds?: number): void {
    if (process.ended || this.#blocked.has(process)) return;
    const blocked: Blocked = { cancel: undefined, held: [] };
    this.#blocked.set(process, blocked);
    process.onEnd.push(() => this.release(process));
    if (milliseconds !== undefined)
      blocked.cancel = this.#parts.clock.later(milliseconds, () => this.release(process));
  }

  /** Lets run what has waited, in order. */
  release(process: PhoneProcess): void {
    const blocked = this.#blocked.get(process);
    if (blocked === undefined) return;
    this.#blocked.delete(process);
    blocked.cancel?.();
    for (const work of blocked.held) work();
  }

  /** True when the thread is busy, and `work` waits for it. */
  holdsBack(process: PhoneProcess, work: () => void): boolean {
    const held = this.#blocked.get(process)?.held;
    if (held === undefined) return false;
    if (held.length < MOST_HELD) held.push(work);
    return true;
  }

  /** Settles once the thread is free, or its process is no more. */
  async free(process: PhoneProcess): Promise<void> {
    await new Promise<void>((resolve) => {
      if (!this.holdsBack(process, resolve)) resolve();
    });
  }

  /** Gives the app input; what it does not take in time it gets when its thread is free, and the user hears of it now. */
  async input(process: PhoneProcess, kind: InputKind, deliver: () => void | Promise<void>): Promise<void> {
    if (!this.#blocked.has(process)) return await deliver();
    await new Promise<void>((resolve) => {
      const late = this.#parts.clock.later(ANSWER_WITHIN_MS, () => {
        this.#notResponding(process, kind);
        resolve();
      });
      this.holdsBack(process, () => {
        late();
        resolve();
        if (!process.ended) void deliver();
      });
    });
  }

  /** Of all since boot. */
  last(): Anr | undefined {
    return this.#last;
  }

  reboot(): void {
    this.#last = undefined;
  }

  /** AnrHelper and ProcessErrorStateRecord.appNotResponding (AppErrors up to 9); no stacks are dumped. */
  #notResponding(process: PhoneProcess, kind: InputKind): void {
    const { package: known, pid } = process;
    const { api, clock, logcat, events } = this.#parts;
    const component = componentOf(process);
    const reason = `Input dispatching timed out (${api >= 30 ? newReason(process, kind) : OLD_REASONS[kind]})`;
    const lines = [`ANR in ${known.package} (${component})`, `PID: ${pid}`, `Reason: ${reason}`];
    if (api >= 29) lines.push(`Parent: ${component}`);
    logcat.write(SYSTEM_SERVER_PID, 'E', 'ActivityManager', [...lines, 'Load: 0.0 / 0.0 / 0.0'].join('\n'));
    logcat.event('am_anr', [userIdOf(known.uid), pid, known.package, flagsOf(process), reason]);
    this.#last = { atMs: clock.now(), reason };
    events.tell({ kind: 'not-responding', process });
  }
}

/** InputDispatcher::checkWindowReadyForMoreInputLocked up to 10, with the times of a first event. */
const OLD_REASONS: Readonly<Record<InputKind, string>> = {
  key: 'Waiting to send key event because the focused window has not finished processing all of the input events that were previously delivered to it.  Outbound queue length: 0.  Wait queue length: 1.',
  motion:
    'Waiting to send non-key event because the touched window has not finished processing certain input events that were delivered to it over 500.0ms ago.  Wait queue length: 1.  Wait queue head age: 5000.0ms.',
};

/** InputDispatcher::onAnrLocked from 11 on. */
function newReason(process: PhoneProcess, kind: InputKind): string {
  const name = process.package.package;
  const event = kind === 'key' ? 'KeyEvent(action=DOWN)' : 'MotionEvent(action=DOWN)';
  return `${name}/${process.activity ?? ''} (server) is not responding. Waited ${ANSWER_WITHIN_MS}ms for ${event}`;
}

/** ComponentName.flattenToShortString. */
function componentOf(process: PhoneProcess): string {
  const name = process.package.package;
  const activity = process.activity ?? '';
  return `${name}/${activity.startsWith(`${name}.`) ? activity.slice(name.length) : activity}`;
}

/** ApplicationInfo.FLAG_SYSTEM, FLAG_DEBUGGABLE and FLAG_HAS_CODE; a phone has more of them set. */
function flagsOf({ package: { system, debuggable } }: PhoneProcess): number {
  return (system ? 1 : 0) + (debuggable ? 2 : 0) + 4;
}
