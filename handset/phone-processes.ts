import { holdProcesses } from './shell/held-processes.ts';
import type { PhoneRoot } from './shell/root.ts';
import { shellProcesses } from './shell/shell-processes.ts';
import type { Framework } from './system/framework.ts';
import { createProcFiles } from './system/proc-files.ts';
import { SYSTEM_SERVER_PID } from './system/system-rows.ts';

const SYSTEM_UID = 1_000;
/** What may signal processes by number: the word itself, and scripts, which may hold it. */
const SIGNALS = /kill|\bsh\b/;
const LOOKS = /proc|\bsh\b|\bdf\b|mount/;

/**
 * Lets the processes of the framework and those of the shell see one another: in ps and /proc, and by kill. `before`
 * is to be awaited before a line runs.
 */
export async function connectProcesses(
  root: PhoneRoot,
  framework: Framework,
): Promise<{ before(line: string): Promise<void>; close(): Promise<void> }> {
  const { activities, processTable } = framework;
  processTable.add(shellProcesses(root, { now: framework.now }));
  const held = await holdProcesses(root, {
    wanted: () => [
      { pid: SYSTEM_SERVER_PID, uid: SYSTEM_UID },
      ...activities.processes().map(({ pid, package: { uid } }) => ({ pid, uid })),
    ],
    killed: (pid) => void died(framework, pid),
  });
  const files = createProcFiles(framework);
  void files.refresh();
  return {
    async before(line) {
      const updated = held.update();
      if (SIGNALS.test(line)) await updated;
      if (LOOKS.test(line)) await files.refresh();
    },
    async close() {
      await held.close();
      await files.refresh();
    },
  };
}

/** Without the system's process Android ends every app and begins anew; here it has its old number at once. */
async function died({ activities }: Framework, pid: number): Promise<void> {
  for (const process of activities.processes())
    if (pid === SYSTEM_SERVER_PID || process.pid === pid) await activities.control.died(process);
}
