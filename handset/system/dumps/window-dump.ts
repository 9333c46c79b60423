import { insetsOf } from '../../ui/insets.ts';
import type { Framework } from '../framework.ts';
import { userOf } from '../process.ts';
import {
  type ActivityOver,
  activityOver,
  activityRecord,
  shortActivity,
} from './activity/activity-record.ts';
import { hashOf } from './forms.ts';
import { displayRotation, policyRotation } from './rotation-lines.ts';

/** `dumpsys window [-a] [windows|displays|policy]`, in the form of the version. */
export function windowDump(framework: Framework, words: readonly string[]): string {
  const [what] = words.filter((word) => word !== '-a');
  switch (what) {
    case undefined:
    case 'all':
    case 'a':
      return [policy(framework), displays(framework), windows(framework)].join('\n');
    case 'policy':
    case 'p':
      return policy(framework);
    case 'displays':
    case 'd':
      return displays(framework);
    case 'windows':
    case 'w':
    case 'visible':
    case 'visible-apps':
      return windows(framework);
    default:
      return `Bad window command, or no windows match: ${what}\nUse -h for help.\n`;
  }
}

/**
 * The keyguard's state is that of KeyguardServiceDelegate. `mShowingLockscreen` and whether the display is on are here up
 * to 9; from 10 on DisplayPolicy says the latter, with the displays.
 */
function policy(framework: Framework): string {
  const { activities, android } = framework;
  const { power } = activities;
  const [awake, locked] = [power.awake(), power.locked()];
  return `${[
    'WINDOW MANAGER POLICY STATE (dumpsys window policy)',
    '    mSafeMode=false mSystemReady=true mSystemBooted=true',
    ...(android.api < 29
      ? [
          `    mShowingLockscreen=${locked} mShowingDream=false mDreamingLockscreen=false`,
          `    mScreenOnEarly=${awake} mScreenOnFully=${awake}`,
          ...policyRotation(framework),
        ]
      : []),
    '    KeyguardServiceDelegate',
    `      showing=${locked}`,
    `      showingAndNotOccluded=${locked}`,
    `      inputRestricted=${locked}`,
    '      occluded=false',
    '      secure=false',
    '      dreaming=false',
    '      systemIsReady=true',
    '      deviceHasKeyguard=true',
    '      enabled=true',
    '      bootCompleted=true',
    `      screenState=${awake ? 'SCREEN_STATE_ON' : 'SCREEN_STATE_OFF'}`,
    `      interactiveState=${awake ? 'INTERACTIVE_STATE_AWAKE' : 'INTERACTIVE_STATE_SLEEP'}`,
    '      KeyguardStateMonitor',
    `        mIsShowing=${locked}`,
    '        mSimSecure=false',
    `        mInputRestricted=${locked}`,
    '        mTrusted=false',
    '        mCurrentUserId=0',
  ].join('\n')}\n`;
}

function displays(framework: Framework): string {
  const { activities, android, glass } = framework;
  const awake = activities.power.awake();
  return `${[
    'WINDOW MANAGER DISPLAY CONTENTS (dumpsys window displays)',
    '  Display: mDisplayId=0',
    sizes(glass),
    '',
    ...(android.api >= 29
      ? [
          ...focus(framework),
          '',
          ...displayRotation(framework),
          '',
          '  DisplayPolicy',
          `    mAwake=${awake} mScreenOnEarly=${awake} mScreenOnFully=${awake}`,
          '',
        ]
      : []),
  ].join('\n')}\n`;
}

/** DisplayContent.dump: `base` only where an override is in force; `app` without the navigation bar. */
function sizes(glass: Framework['glass']): string {
  const { width, height, panel, base } = glass;
  const { left, right, bottom } = insetsOf(glass);
  const named = (one: Framework['glass']['base']): string => `${one.width}x${one.height} ${one.density}dpi`;
  const override = named(panel) === named(base) ? '' : ` base=${named(base)}`;
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  return `    init=${named(panel)}${override} cur=${width}x${height} app=${width - left - right}x${height - bottom} rng=${short}x${short}-${long}x${long}`;
}

/** What has the focus stands with the windows up to 9, and with the displays from 10 on. */
function windows(framework: Framework): string {
  const { activities, android, glass } = framework;
  const { width, height } = glass;
  const shown = [...activities.recent()].reverse();
  const bars = [...(android.api >= 30 ? [shadeWindow(android.api)] : []), systemWindow('StatusBar')];
  const lines = (window: string, number: number, bottom: number): readonly string[] => [
    `  Window #${number} ${window}:`,
    '    mDisplayId=0 mViewVisibility=0x0',
    `    mFrame=[0,0][${width},${bottom}] frame=[0,0][${width},${bottom}]`,
  ];
  return `${[
    'WINDOW MANAGER WINDOWS (dumpsys window windows)',
    ...bars.flatMap((bar, index) =>
      lines(
        bar,
        shown.length + bars.length - index,
        bar.includes('StatusBar') ? insetsOf(glass).top : height,
      ),
    ),
    ...[...shown].reverse().flatMap((one, index) => lines(appWindow(one), shown.length - index, height)),
    '',
    ...(android.api < 29 ? [`  mRotation=${glass.rotation} mAltOrientation=false`, ...focus(framework)] : []),
    '',
  ].join('\n')}\n`;
}

type Shown = Parameters<typeof shortActivity>[0];

function focus(framework: Framework): readonly string[] {
  const { activities, android, display } = framework;
  const front = activities.front();
  const shown = front === undefined ? 'null' : appWindow(front);
  const focused = display.focused();
  const own =
    front === undefined ? focused.kind !== 'system' : focused.screen.package === front.package.package;
  const window = own ? shown : systemWindow(focused.title);
  return [
    `  mCurrentFocus=${window}`,
    `  mFocusedApp=${front === undefined ? 'null' : focusedApp(front, android.api, activityOver(framework))}`,
  ];
}

/** An activity is in a token of the window manager's own up to 10, and is one itself from 11 on. */
function focusedApp(process: Shown, api: number, over: ActivityOver | undefined): string {
  const { named, record } = over ?? { named: shortActivity(process), record: activityRecord(process, api) };
  if (api >= 30) return record;
  return `AppWindowToken{${hashOf(`${named}w`)} token=Token{${hashOf(`${named}t`)} ${record}}}`;
}

function appWindow(process: Shown): string {
  const named = shortActivity(process);
  const [name = '', activity = ''] = named.split('/');
  const full = activity.startsWith('.') ? `${name}${activity}` : activity;
  return `Window{${hashOf(named)} u${userOf(process)} ${name}/${full}}`;
}

/** The shade, which the keyguard is in: a window of its own beside the status bar from 11 on. */
function shadeWindow(api: number): string {
  return systemWindow(api >= 30 ? 'NotificationShade' : 'StatusBar');
}

function systemWindow(name: string): string {
  return `Window{${hashOf(name)} u0 ${name}}`;
}
