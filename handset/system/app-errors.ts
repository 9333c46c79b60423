import type { PhoneDisplay } from '../ui/phone-display.ts';
import type { Activities } from './activities.ts';
import { crashedApp } from './process.ts';

/** Tells the owner of apps in front that crash or do not answer (AppErrors). */
export function showAppErrors(
  activities: Pick<Activities, 'events' | 'control'>,
  display: PhoneDisplay,
): void {
  activities.events.on((event) => {
    if (event.kind === 'crashed' && event.visible) display.crashed(crashedApp(event.process));
    if (event.kind === 'process-ended') display.anrs.ended(event.process.pid);
    if (event.kind !== 'not-responding') return;
    const { process } = event;
    const { pid } = process;
    const { package: name, label } = process.package;
    // ActivityManagerService.killAppAtUsersRequest's reason.
    const close = (): Promise<void> => activities.control.kill(process, 'user request after error');
    display.anrs.notResponding({ pid, package: name, label, close });
  });
}
