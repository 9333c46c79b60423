import { createInputMethods } from '../../ui/input-methods.ts';
import type { Framework } from '../framework.ts';

export function powerDump({ activities, battery }: Framework): string {
  const awake = activities.power.awake();
  return `POWER MANAGER (dumpsys power)\n\nPower Manager State:\n  mWakefulness=${awake ? 'Awake' : 'Asleep'}\n  mWakefulnessChanging=false\n  mIsPowered=${battery.powered()}\n  mBatteryLevel=${battery.level()}\n  mStayOn=false\n\nDisplay Power: state=${awake ? 'ON' : 'OFF'}\n`;
}

/** `mInputShown` is what clients ask for; a phone prints some hundred lines more. */
export function inputMethodDump({ display, packages, settings }: Framework): string {
  const methods = createInputMethods(settings, packages);
  const shown = display.state().keyboardShown;
  return [
    'Current Input Method Manager state:',
    '  Input Methods:',
    ...methods.all().map((id, index) => `    InputMethod #${index}:\n      mId=${id}`),
    `  mCurMethodId=${methods.chosen()}`,
    `  mShowRequested=${shown} mShowExplicitlyRequested=false mShowForced=false mInputShown=${shown}`,
    // What the input method's own service says, further below.
    `  mWindowVisible=${shown} mInputStarted=${shown} mIsInputViewShown=${shown}`,
    '',
  ].join('\n');
}
