import { afterEach, expect, it } from 'vitest';
import type { AppProcess } from '../../../app-parts.ts';
import { androidNamed } from '../../android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome, fakeScreen } from '../../framework.fake.ts';

const CAMERA = 'android.permission.CAMERA';
const APP = 'org.example.asker';

let framework: FakeFramework;
afterEach(() => framework.dispose());

it.each([
  ['9', 'com.android.packageinstaller', /^ {4}mResumedActivity: /m, '      * Hist #1: '],
  ['11', 'com.android.permissioncontroller', /^ {4}mResumedActivity: /m, '      * Hist #1: '],
  ['14', 'com.android.permissioncontroller', /^ {4}topResumedActivity=/m, '    * Hist  #1: '],
])(
  'names the dialog for permissions of Android %s as resumed, and the app below it as paused',
  async (android, owner, resumed, hist) => {
    let process: AppProcess | undefined;
    const app = fakeApp(
      APP,
      (started) => {
        process = started;
        return { onStart: () => started.show(fakeScreen(APP, 'Main')) };
      },
      { permissions: [CAMERA], targetSdk: 28, grants: [] },
    );
    framework = await fakeFramework([fakeHome, app], androidNamed(android));
    await framework.run(['am', 'start', '-n', `${APP}/.Main`]);
    const before = (await framework.run(['dumpsys', 'activity', 'activities'])).stdout;
    expect(before).toMatch(new RegExp(`${resumed.source}ActivityRecord\\{\\S+ u0 ${APP}/\\.Main`, 'm'));
    void process?.requestPermissions([CAMERA]);
    const text = (await framework.run(['dumpsys', 'activity', 'activities'])).stdout;
    const dialog = `ActivityRecord\\{\\S+ u0 ${owner}/\\S*GrantPermissionsActivity`;
    expect(text).toMatch(new RegExp(resumed.source + dialog, 'm'));
    expect(text).toMatch(new RegExp(`ResumedActivity: ${dialog}`));
    expect(text).toMatch(new RegExp(`^${hist.replaceAll('*', '\\*')}${dialog}`, 'm'));
    expect(text).toContain('state=PAUSED stopped=false');
    expect(text).not.toMatch(new RegExp(`esumed[^\\n]*${APP}/`));
  },
);
