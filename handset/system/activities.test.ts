import { afterEach, describe, expect, it } from 'vitest';
import type { App, AppHandlers, AppProcess, Intent } from '../app-parts.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome, fakeScreen } from './framework.fake.ts';
import { IMAGES_URI } from './media-store.ts';

let framework: FakeFramework;
afterEach(() => framework.dispose());

const component = (name: string, activity = 'Main'): Intent => ({
  component: { package: name, activity: `${name}.${activity}` },
  extras: {},
});
const icon = (name: string): Intent => ({ ...component(name), action: 'android.intent.action.MAIN' });
const inFront = (): string | undefined => framework.activities.front()?.package.package;

/** An app that writes down what the system asks of it, and shows the activity that was started. */
function recorded(name: string, heard: string[], more: Partial<AppHandlers> = {}): App {
  return fakeApp(name, (process) => {
    heard.push(`${name} process`);
    return {
      onStart: (intent, activity) => {
        heard.push(`${name} start ${activity.split('.').at(-1)} ${intent.uri ?? ''}`.trim());
        process.show(fakeScreen(name, activity.split('.').at(-1) ?? ''));
      },
      onResume: () => void heard.push(`${name} resume`),
      onPause: () => void heard.push(`${name} pause`),
      ...more,
    };
  });
}

describe('what is in front', () => {
  it('is the app that was started last, and home after the HOME key', async () => {
    const heard: string[] = [];
    framework = await fakeFramework([fakeHome, recorded('org.a', heard), recorded('org.b', heard)]);
    const { activities } = framework;
    await activities.key(3);
    expect(inFront()).toBe('org.example.home');
    await activities.start(component('org.a'));
    expect(inFront()).toBe('org.a');
    await activities.start(component('org.b'));
    expect(inFront()).toBe('org.b');
    await activities.key(3);
    expect(inFront()).toBe('org.example.home');
    expect(heard).toEqual([
      'org.a process',
      'org.a start Main',
      'org.a resume',
      'org.b process',
      'org.b start Main',
      'org.a pause',
      'org.b resume',
      'org.b pause',
    ]);
  });

  it('shows its own screen, not that of an app in the background', async () => {
    const processes: AppProcess[] = [];
    const keep = (process: AppProcess): AppHandlers => {
      processes.push(process);
      return { onStart: (_, activity) => process.show(fakeScreen('org.a', activity)) };
    };
    framework = await fakeFramework([fakeHome, fakeApp('org.a', keep)]);
    await framework.activities.start(component('org.a'));
    await framework.activities.key(3);
    processes[0]?.show(fakeScreen('org.a', 'Popup'));
    expect(framework.activities.screen().package).toBe('org.example.home');
    await framework.activities.start(icon('org.a'));
    expect(framework.activities.screen().activity).toBe('org.a.Popup');
  });

  it('is brought back by its icon as it was, and told of every other intent', async () => {
    const heard: string[] = [];
    framework = await fakeFramework([fakeHome, recorded('org.a', heard)]);
    const { activities } = framework;
    await activities.start(icon('org.a'));
    await activities.key(3);
    heard.length = 0;
    await activities.start(icon('org.a'));
    expect(heard).toEqual(['org.a resume']);
    await activities.start({ ...component('org.a', 'Second'), uri: 'https://x/' });
    expect(heard).toEqual(['org.a resume', 'org.a start Second https://x/']);
  });

  it('is left by the BACK key unless the app uses it', async () => {
    let uses = true;
    framework = await fakeFramework([fakeHome, recorded('org.a', [], { onKey: () => uses })]);
    await framework.activities.start(component('org.a'));
    await framework.activities.key(4);
    expect(inFront()).toBe('org.a');
    uses = false;
    await framework.activities.key(4);
    expect(inFront()).toBe('org.example.home');
  });

  it('gets the keys that the system leaves, and never the screenshot key', async () => {
    const keys: number[] = [];
    const onKey = (keycode: number): boolean => keys.push(keycode) > 0;
    framework = await fakeFramework([fakeHome, recorded('org.a', [], { onKey })]);
    await framework.activities.start(component('org.a'));
    for (const keycode of [27, 120, 66]) await framework.activities.key(keycode);
    expect(keys).toEqual([27, 66]);
    expect(framework.acts).toEqual(['screenshot']);
  });
});

describe('force-stop', () => {
  it('ends the process with its observers and timers, and the next start is a fresh one', async () => {
    const heard: string[] = [];
    const start = (process: AppProcess): AppHandlers => {
      heard.push(`process ${process.pid}`);
      process.observeMedia(IMAGES_URI, (uri) => heard.push(uri));
      process.later(0, () => void heard.push('timer'));
      return { onStart: () => process.show(fakeScreen('org.a', 'Main')) };
    };
    framework = await fakeFramework([fakeHome, fakeApp('org.a', start)]);
    const { activities, media } = framework;
    await activities.start(component('org.a'));
    expect(media.observers()).toHaveLength(1);
    await activities.forceStop('org.a');
    expect(media.observers()).toEqual([]);
    expect(activities.processOf('org.a')).toBeUndefined();
    expect(inFront()).toBe('org.example.home');
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(heard).toEqual(['process 4000']);
    await activities.start(component('org.a'));
    expect(new Set(heard).size).toBe(heard.length);
    expect(heard[1]).toMatch(/^process \d+$/);
  });

  it('of an app in the background leaves what is in front alone', async () => {
    const heard: string[] = [];
    framework = await fakeFramework([fakeHome, recorded('org.a', heard), recorded('org.b', heard)]);
    await framework.activities.start(component('org.a'));
    await framework.activities.start(component('org.b'));
    heard.length = 0;
    await framework.activities.forceStop('org.a');
    await framework.activities.forceStop('org.nowhere');
    expect([inFront(), heard]).toEqual(['org.b', []]);
  });

  it('refuses what a process that is no more still tries', async () => {
    let stale: AppProcess | undefined;
    const start = (process: AppProcess): AppHandlers => {
      stale = process;
      return { onStart: () => undefined };
    };
    framework = await fakeFramework([fakeHome, fakeApp('org.a', start)]);
    await framework.activities.start(component('org.a'));
    await framework.activities.forceStop('org.a');
    await expect(stale?.queryImages()).rejects.toThrow('has ended');
    await expect(stale?.files.read('/sdcard/x')).rejects.toThrow('has ended');
    expect(() => stale?.observeMedia(IMAGES_URI, () => undefined)).toThrow('has ended');
  });
});

describe('an app that crashes', () => {
  const crash = (): never => {
    throw new Error('java.lang.NullPointerException');
  };

  it.each<[string, Partial<AppHandlers>, (activities: FakeFramework['activities']) => Promise<unknown>]>([
    ['when it is started', { onStart: crash }, async () => undefined],
    ['when it is started, later', { onStart: async () => crash() }, async () => undefined],
    ['when it comes to the front', { onResume: crash }, async () => undefined],
    ['by a key', { onKey: crash }, (activities) => activities.key(27)],
    ['when it leaves', { onPause: crash }, (activities) => activities.key(3)],
  ])('%s ends alone: home is in front, the log says why', async (_, handlers, cause) => {
    framework = await fakeFramework([fakeHome, recorded('org.good', []), recorded('org.bad', [], handlers)]);
    const { activities, logcat } = framework;
    await activities.key(3);
    await activities.start(component('org.good'));
    await activities.key(3);
    await activities.start(component('org.bad'));
    await cause(activities);
    expect(activities.processOf('org.bad')).toBeUndefined();
    expect(activities.processOf('org.good')).toBeDefined();
    expect(inFront()).toBe('org.example.home');
    expect(activities.screen().package).toBe('org.example.home');
    expect(logcat.lines().filter((line) => line.includes('E AndroidRuntime'))).toEqual([
      expect.stringContaining('FATAL EXCEPTION: main'),
      expect.stringMatching(/Process: org\.bad, PID: \d+$/),
      expect.stringContaining('java.lang.NullPointerException'),
    ]);
    await activities.start(component('org.good'));
    expect(inFront()).toBe('org.good');
  });

  it('while another is in front leaves that one there', async () => {
    const bad = fakeApp('org.bad', (process) => {
      process.observeMedia(IMAGES_URI, crash);
      return { onStart: () => undefined };
    });
    framework = await fakeFramework([fakeHome, recorded('org.good', []), bad]);
    await framework.activities.start(component('org.bad'));
    await framework.activities.start(component('org.good'));
    await framework.media.publish(
      { relativePath: 'DCIM/a.png', bytes: Buffer.from('x'), mimeType: 'image/png', width: 1, height: 1 },
      1023,
    );
    await new Promise((resolve) => setImmediate(resolve));
    expect(framework.activities.processOf('org.bad')).toBeUndefined();
    expect(inFront()).toBe('org.good');
    expect(framework.media.images()).toHaveLength(1);
  });

  it('as its process starts shows nothing of itself', async () => {
    framework = await fakeFramework([fakeHome, fakeApp('org.bad', crash)]);
    await framework.activities.key(3);
    await framework.activities.start(component('org.bad'));
    expect(inFront()).toBe('org.example.home');
  });
});

describe('intents', () => {
  const viewer = fakeApp('org.viewer', () => ({ onStart: () => undefined }), {
    activities: [
      {
        name: 'org.viewer.View',
        filters: [
          { actions: ['android.intent.action.MAIN'], categories: ['android.intent.category.LAUNCHER'] },
          { actions: ['android.intent.action.VIEW'], categories: [], schemes: ['http', 'https'] },
        ],
      },
    ],
  });

  it('find an activity by action and scheme', async () => {
    framework = await fakeFramework([fakeHome, viewer]);
    const started = await framework.activities.start({
      action: 'android.intent.action.VIEW',
      uri: 'https://example.org/',
      extras: {},
    });
    expect(started).toMatchObject({ package: 'org.viewer', activity: 'org.viewer.View' });
  });

  it.each<[string, Intent, RegExp]>([
    [
      'a scheme that nobody takes',
      { action: 'android.intent.action.VIEW', uri: 'ftp://x/', extras: {} },
      /unable to resolve Intent \{ act=android\.intent\.action\.VIEW dat=ftp:/,
    ],
    [
      'no URI where one is needed',
      { action: 'android.intent.action.VIEW', extras: {} },
      /unable to resolve Intent/,
    ],
    ['nothing at all', { extras: {} }, /unable to resolve Intent/],
    [
      'a package that is not there',
      component('org.nowhere'),
      /Activity class \{org\.nowhere\/org\.nowhere\.Main\} does not exist/,
    ],
    ['a class that is not there', component('org.viewer', 'Missing'), /Error type 3[\s\S]*does not exist/],
  ])('with %s fail in the words that drivers look for', async (_, intent, words) => {
    framework = await fakeFramework([fakeHome, viewer]);
    await expect(framework.activities.start(intent)).rejects.toThrow(words);
    expect(framework.activities.processes()).toEqual([]);
  });
});
