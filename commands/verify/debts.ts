import type { Adb } from '../../helpers/device/adb.ts';
import type { TimelineEvent } from '../../helpers/model/timeline.ts';

/** Changes to the phone that the recording makes, and that this process undoes: it outlives the recording. */
export interface Debts {
  /** Called before the change is made: undoing what was not done does no harm, the other way round it does. */
  owe(what: string, undo: string): void;
  /** Undoes what was owed last under this name; nothing when nothing is. What fails stays owed. */
  restore(what: string): Promise<void>;
  /** Undoes everything, in reverse order; one failure does not keep the rest from it. Rejects with the first one. */
  restoreAll(): Promise<void>;
}

interface Debt {
  readonly what: string;
  readonly undo: string;
}

export function openDebts(adb: Pick<Adb, 'shell'>, note: (event: TimelineEvent) => void): Debts {
  const owed: Debt[] = [];
  async function pay(debt: Debt): Promise<void> {
    await adb.shell(debt.undo);
    owed.splice(owed.indexOf(debt), 1);
    note({ kind: 'setting-restored', at: { hostMs: Date.now() }, what: debt.what });
  }
  return {
    owe(what, undo) {
      note({ kind: 'setting-changed', at: { hostMs: Date.now() }, what });
      owed.push({ what, undo });
    },
    async restore(what) {
      const debt = owed.findLast((one) => one.what === what);
      if (debt !== undefined) await pay(debt);
    },
    async restoreAll() {
      const failures: unknown[] = [];
      for (const debt of owed.toReversed()) await pay(debt).catch((error: unknown) => failures.push(error));
      if (failures.length > 0) throw failures[0];
    },
  };
}
