import type { Framework } from '../framework.ts';

export function powerDump({ activities, battery }: Framework): string {
  const awake = activities.power.awake();
  return `POWER MANAGER (dumpsys power)\n\nPower Manager State:\n  mWakefulness=${awake ? 'Awake' : 'Asleep'}\n  mWakefulnessChanging=false\n  mIsPowered=${battery.powered()}\n  mBatteryLevel=${battery.level()}\n  mStayOn=false\n\nDisplay Power: state=${awake ? 'ON' : 'OFF'}\n`;
}

export function inputMethodDump(): string {
  return 'Current Input Method Manager state:\n  mInputShown=false\n  mCurMethodId=com.android.inputmethod.latin/.LatinIME\n';
}
