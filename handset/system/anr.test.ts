import { afterEach, describe, expect, it } from 'vitest';
import type { AppProcess } from '../app-parts.ts';
import type { View } from '../screen-parts.ts';
import { placedViews } from '../ui/view-tree.ts';
import { androidNamed } from './android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome } from './framework.fake.ts';

const NAME = 'org.example.slow';
const BUTTON = { left: 100, top: 900, right: 900, bottom: 1100 };

let phone: FakeFramework;
let app: AppProcess;
let did: string[];

afterEach(() => phone.dispose());

async function boot(android = '9', locale = 'en-US'): Promise<void> {
  did = [];
  const slow = fakeApp(NAME, (process) => {
    app = process;
    const button: View = {
      className: 'android.widget.Button',
      resourceId: `${NAME}:id/button`,
      bounds: BUTTON,
      clickable: true,
      onClick: () => void did.push('click'),
    };
    const root: View = {
      className: 'android.widget.FrameLayout',
      bounds: { left: 0, top: 0, right: 1080, bottom: 2160 },
      children: [button],
    };
    return {
      onStart: () => process.show({ package: NAME, activity: `${NAME}.Main`, root }),
      onKey: () => did.push('key') > 0,
    };
  });
  phone = await fakeFramework([fakeHome, slow], androidNamed(android));
  phone.properties.set('persist.sys.locale', locale);
  await phone.activities.key(3);
  await phone.run(['am', 'start', '-n', `${NAME}/.Main`]);
}

/** A tap on the app's button, after which so much time goes by. */
async function tapAndWait(milliseconds: number): Promise<void> {
  const tapped = phone.display.tap(500, 1000);
  phone.clockMs += milliseconds;
  if (milliseconds >= 5_000) await tapped;
}

const views = (): readonly View[] => placedViews(phone.display.current().root).map(({ view }) => view);
const texts = (): readonly string[] => views().flatMap(({ text }) => text ?? []);
const log = (): string => phone.logcat.lines().join('\n');

async function press(id: string): Promise<void> {
  const view = views().find(({ resourceId }) => resourceId === `android:id/${id}`);
  if (view === undefined) throw new Error(`${id} is not on the screen`);
  const { left, top, right, bottom } = view.bounds;
  await phone.display.tap((left + right) / 2, (top + bottom) / 2);
}

describe('an app whose main thread is busy', () => {
  it('is said not to respond when it does not take a tap for 5 s', async () => {
    await boot();
    app.blockMainThread(60_000);
    await tapAndWait(5_000);
    expect(texts()).toEqual([`${NAME} isn't responding`, 'Close app', 'Wait']);
    expect(phone.display.focused()).toMatchObject({
      title: `Application Not Responding: ${NAME}`,
      screen: { package: 'android' },
    });
  });

  it('is not, when it takes it just in time', async () => {
    await boot();
    app.blockMainThread(4_999);
    await tapAndWait(4_999);
    expect(did).toEqual(['click']);
    phone.clockMs += 10_000;
    expect(views().some(({ resourceId }) => resourceId === 'android:id/aerr_wait')).toBe(false);
  });

  it('is not while nobody touches it', async () => {
    await boot();
    app.blockMainThread(60_000);
    phone.clockMs += 30_000;
    expect(phone.display.current().package).toBe(NAME);
    expect(log()).not.toContain('ANR in');
  });

  it('does nothing meanwhile, and all of it afterwards', async () => {
    await boot();
    app.later(1_000, () => void did.push('timer'));
    app.blockMainThread(8_000);
    phone.clockMs += 2_000;
    expect(did).toEqual([]);
    await tapAndWait(5_000);
    phone.clockMs += 1_000;
    await expect.poll(() => did).toEqual(['timer', 'click']);
  });

  it('is left by HOME all the same', async () => {
    await boot();
    app.blockMainThread(60_000);
    await phone.display.key(3);
    expect(phone.activities.front()?.package.package).toBe('org.example.home');
  });

  it('makes an ANR of a key too', async () => {
    await boot();
    app.blockMainThread(60_000);
    const pressed = phone.display.key(27);
    const turned = (): string => {
      phone.clockMs += 5_000;
      return log();
    };
    await expect
      .poll(turned)
      .toContain('Reason: Input dispatching timed out (Waiting to send key event because ');
    await pressed;
  });
});

describe('the dialog of an ANR', () => {
  it('ends the app by aerr_close', async () => {
    await boot();
    app.blockMainThread(60_000);
    await tapAndWait(5_000);
    const { pid } = app;
    await press('aerr_close');
    expect(phone.activities.processOf(NAME)).toBeUndefined();
    expect(log()).toContain(`Killing ${pid}:${NAME}/u0a`);
    expect(log()).toContain('user request after error');
    expect(phone.display.current().package).toBe('org.example.home');
    expect(did).toEqual([]);
  });

  it('goes away by aerr_wait, and comes again when the app still does not answer', async () => {
    await boot();
    app.blockMainThread(60_000);
    await tapAndWait(5_000);
    await press('aerr_wait');
    expect(phone.display.current().package).toBe(NAME);
    await tapAndWait(5_000);
    expect(texts()).toContain('Wait');
  });

  it('is gone with its app', async () => {
    await boot();
    app.blockMainThread(60_000);
    await tapAndWait(5_000);
    await phone.run(['am', 'force-stop', NAME]);
    expect(phone.display.current().package).toBe('org.example.home');
  });

  it.each([
    ['9', `${NAME}没有响应`],
    ['14', `“${NAME}”没有响应`],
  ])('speaks Chinese on a Chinese phone of Android %s', async (android, title) => {
    await boot(android, 'zh-CN');
    app.blockMainThread(60_000);
    await tapAndWait(5_000);
    expect(texts()).toEqual([title, '关闭应用', '等待']);
  });
});

describe('an ANR is told', () => {
  it.each([
    ['9', 'Waiting to send non-key event because the touched window has not finished'],
    ['14', `${NAME}/${NAME}.Main (server) is not responding. Waited 5000ms for MotionEvent(action=DOWN)`],
  ])('by the log of Android %s', async (android, reason) => {
    await boot(android);
    app.blockMainThread(60_000);
    await tapAndWait(5_000);
    expect(log()).toContain(`ANR in ${NAME} (${NAME}/.Main)`);
    expect(log()).toContain(`PID: ${app.pid}`);
    expect(log()).toContain(`Reason: Input dispatching timed out (${reason}`);
    const events = phone.logcat.entries(['events']).map(({ tag, message }) => `${tag}: ${message}`);
    expect(events.some((line) => line.startsWith(`am_anr: [0,${app.pid},${NAME},4,Input dispatch`))).toBe(
      true,
    );
  });

  it('by dumpsys activity lastanr', async () => {
    await boot();
    const dump = async (): Promise<string> => (await phone.run(['dumpsys', 'activity', 'lastanr'])).stdout;
    expect(await dump()).toContain('  <no ANR has occurred since boot>\n');
    app.blockMainThread(60_000);
    await tapAndWait(5_000);
    expect(await dump()).toMatch(
      /^ACTIVITY MANAGER LAST ANR .*\n {2}ANR time: Feb 16, 2019 10:15:05 AM\n {2}Reason: Input dispatching timed out \(/,
    );
  });
});
