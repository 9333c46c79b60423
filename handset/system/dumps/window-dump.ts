import type { Framework } from '../framework.ts';
import { activityRecord } from './activity-dumps.ts';
import { hashOf } from './forms.ts';

/** `dumpsys window [windows|displays]` in the form of Android 9: what is in front, and that nothing is locked. */
export function windowDump(framework: Framework): string {
  const { display, activities } = framework;
  const front = activities.front();
  const record = front === undefined ? undefined : activityRecord(front);
  const named = /u0 (\S+) t\d+\}$/.exec(record ?? '')?.[1] ?? '';
  const [packageName = '', activity = ''] = named.split('/');
  const full = activity.startsWith('.') ? `${packageName}${activity}` : activity;
  const window = `Window{${hashOf(named)} u0 ${packageName}/${full}}`;
  const { width, height, density } = display;
  return [
    'WINDOW MANAGER DISPLAY CONTENTS (dumpsys window displays)',
    '  Display: mDisplayId=0',
    `    init=${width}x${height} ${density}dpi cur=${width}x${height} app=${width}x${height} rng=${width}x${width}-${height}x${height}`,
    '',
    'WINDOW MANAGER POLICY STATE (dumpsys window policy)',
    '    mSystemReady=true mSystemBooted=true',
    '    mInputRestricted=false',
    '    mShowingLockscreen=false mDreamingLockscreen=false',
    '    screenState=SCREEN_STATE_ON',
    '    mScreenOnEarly=true mScreenOnFully=true',
    '    KeyguardStateMonitor',
    '      mIsShowing=false',
    '',
    'WINDOW MANAGER WINDOWS (dumpsys window windows)',
    `  Window #2 Window{${hashOf('StatusBar')} u0 StatusBar}:`,
    '    mDisplayId=0 mViewVisibility=0x0',
    `    mFrame=[0,0][${width},63] frame=[0,0][${width},63]`,
    `  Window #1 ${window}:`,
    '    mDisplayId=0 mViewVisibility=0x0',
    `    mFrame=[0,0][${width},${height}] frame=[0,0][${width},${height}]`,
    '',
    ...(record === undefined
      ? []
      : [
          `  mCurrentFocus=${window}`,
          `  mFocusedApp=AppWindowToken{${hashOf(`${named}w`)} token=Token{${hashOf(`${named}t`)} ${record}}}`,
        ]),
    '',
  ].join('\n');
}
