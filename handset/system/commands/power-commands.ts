import type { CommandCall } from '../../shell-parts.ts';
import { complain } from '../arguments.ts';
import type { CommandMaker, Framework } from '../framework.ts';

/** `reboot`. */
export const powerCommands: CommandMaker = (framework) => [
  ['reboot', async (call) => await rebootCommand(framework, call)],
];

/**
 * Sets the property that init acts on, and never comes back (AOSP system/core/reboot/reboot.c). SELinux lets root and the
 * shell set it, no app.
 */
async function rebootCommand({ boot }: Framework, call: CommandCall): Promise<number> {
  const [option, ...more] = call.argv.slice(1);
  if ((option?.startsWith('-') === true && option !== '-p') || more.length > 1)
    return complain(call, `usage: ${call.argv[0]} [-p] [rebootcommand]`);
  if (call.uid !== 0 && call.uid !== 2000) return complain(call, 'reboot: Operation not permitted');
  void (option === '-p' ? boot.powerOff() : boot.reboot(option ?? ''));
  return await untilCut(call);
}

export async function untilCut({ signal }: CommandCall): Promise<number> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  return 129;
}
