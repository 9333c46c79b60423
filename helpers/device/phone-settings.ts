import type { TimelineEvent } from '../model/timeline.ts';
import type { Adb } from './adb.ts';
import { shellLine } from './shell-quote.ts';

/** A change to the phone that was made, and what undoes it. */
export interface PhoneChange {
  readonly what: string;
  undo(): Promise<void>;
}

type Note = (event: TimelineEvent) => void;

/** Makes a port of the host reachable at the same number on the phone's loopback (`adb reverse`). */
export async function reversePort(adb: Adb, note: Note, port: number): Promise<PhoneChange> {
  await adb.command(['reverse', `tcp:${port}`, `tcp:${port}`]);
  return phoneChange(note, `adb reverse tcp:${port}`, async () => {
    // A phone that was restarted has forgotten it, and says so when it is asked to remove it.
    if ((await adb.command(['reverse', '--list'])).includes(`tcp:${port}`))
      await adb.command(['reverse', '--remove', `tcp:${port}`]);
  });
}

/**
 * Points the phone's proxy setting at `place`, an address and a port. Deleting the setting works only after a reboot, so
 * that it is undone by the value before, or by `:0` where there was none.
 */
export async function setProxy(adb: Adb, note: Note, place: string): Promise<PhoneChange> {
  const before = (await adb.shell('settings get global http_proxy')).trim();
  await adb.shell(shellLine(['settings', 'put', 'global', 'http_proxy', place]));
  return phoneChange(note, `settings global http_proxy ${place} (was ${before})`, async () => {
    const value = before === 'null' || before === '' ? ':0' : before;
    await adb.shell(shellLine(['settings', 'put', 'global', 'http_proxy', value]));
  });
}

/** A change that was just made: noted now, and once more when it is undone. */
export function phoneChange(note: Note, what: string, undo: () => Promise<void>): PhoneChange {
  note({ kind: 'setting-changed', at: { hostMs: Date.now() }, what });
  let undone = false;
  return {
    what,
    async undo() {
      if (undone) return;
      await undo();
      undone = true;
      note({ kind: 'setting-restored', at: { hostMs: Date.now() }, what });
    },
  };
}
