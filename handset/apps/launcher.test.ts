import { describe, expect, it } from 'vitest';
import type { View } from '../screen-parts.ts';
import { fakeProcess } from './app-process.fake.ts';
import { preinstalledApps } from './catalogue.ts';

describe('the home screen', () => {
  it('shows the other apps, and opens them as a tap on an icon does', async () => {
    const [launcher] = preinstalledApps({ jrapp: 'as-reported' });
    if (launcher === undefined) throw new Error('nothing is preinstalled');
    const process = fakeProcess(launcher.manifest);
    await launcher.start(process).onStart({ extras: {} }, 'com.android.launcher3.Launcher');
    expect(process.texts()).toEqual(expect.arrayContaining(['浏览器', '相机', '京东金融']));
    await process
      .views()
      .find((view) => view.contentDescription === '京东金融')
      ?.onClick?.();
    expect(process.started).toEqual([
      {
        action: 'android.intent.action.MAIN',
        component: { package: 'com.jd.jrapp', activity: 'com.jd.jrapp.WelcomeActivity' },
        extras: {},
      },
    ]);
  });

  it('shows no app that is disabled, hidden or gone, and a suspended one in grey, as long as it is so', async () => {
    const [launcher] = preinstalledApps({ jrapp: 'as-reported' });
    if (launcher === undefined) throw new Error('nothing is preinstalled');
    const process = fakeProcess(launcher.manifest);
    await launcher.start(process).onStart({ extras: {} }, 'com.android.launcher3.Launcher');
    const icon = (): View | undefined =>
      process.views().find((view) => view.contentDescription === '京东金融')?.children?.[0];
    const usual = icon()?.image;
    expect(usual).toBeDefined();
    process.icons.set('com.jd.jrapp', undefined);
    expect([icon(), process.texts()]).toEqual([undefined, expect.not.arrayContaining(['京东金融'])]);
    process.icons.set('com.jd.jrapp', 'suspended');
    expect(icon()?.image).not.toEqual(usual);
    process.icons.clear();
    expect(icon()?.image).toEqual(usual);
  });

  it('is an activity of the home category, so that the HOME key finds it', () => {
    const [launcher] = preinstalledApps({ jrapp: 'as-reported' });
    expect(launcher?.manifest.activities[0]?.filters[0]?.categories).toContain(
      'android.intent.category.HOME',
    );
  });
});
