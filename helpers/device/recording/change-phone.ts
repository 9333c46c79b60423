import type { Session } from './session.ts';

interface ShellChange {
  /** What is changed, for the timeline; unique within the scenario. */
  readonly what: string;
  /** Shell command lines; `undo` may run without `make` ever having run. */
  readonly make: string;
  readonly undo: string;
}

/**
 * Changes the phone until the scenario's end (`putBack`). The commanding process is told first how to undo it: so it is
 * undone even when this process is killed in between.
 */
export async function changePhone(session: Session, { what, make, undo }: ShellChange): Promise<void> {
  const { adb, conductor } = session.parts;
  await conductor.owe(what, undo);
  session.changes.push({ what, undo: () => conductor.restore(what) });
  await adb.shell(make);
}
