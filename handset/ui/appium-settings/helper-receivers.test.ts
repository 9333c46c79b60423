import { afterEach, describe, expect, it } from 'vitest';
import { androidNamed } from '../../system/android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome } from '../../system/framework.fake.ts';
import { showsKeyboard, typedBy } from '../input-methods.ts';

const HELPER = 'io.appium.settings';
const CHANGE_CONFIGURATION = 'android.permission.CHANGE_CONFIGURATION';

let framework: FakeFramework;
afterEach(() => framework.dispose());

async function boot(android: string, permissions: readonly string[] = [CHANGE_CONFIGURATION]): Promise<void> {
  const helper = fakeApp(HELPER, () => ({ onStart: () => undefined }), { permissions });
  framework = await fakeFramework([fakeHome, helper], androidNamed(android));
}

/** The last line of `am broadcast`, of one of the helper's actions. */
async function broadcast(action: string, ...extras: readonly string[]): Promise<string> {
  const { stdout } = await framework.run(['am', 'broadcast', '-a', `${HELPER}.${action}`, ...extras]);
  return stdout.trim().split('\n').at(-1) ?? '';
}

const sets = (code: number, text: string): string => `Broadcast completed: result=${code}, data="${text}"`;

describe('the receivers of Appium’s settings helper', () => {
  it('give what was copied, from Android 10 on to the keyboard only', async () => {
    const copied = Buffer.from('复制').toString('base64');
    await boot('9');
    framework.clipboard.set('复制');
    expect(await broadcast('clipboard.get')).toBe(sets(-1, copied));
    await framework.dispose();
    await boot('10');
    framework.clipboard.set('复制');
    expect(await broadcast('clipboard.get')).toBe(sets(-1, ''));
    await framework.run(['ime', 'enable', `${HELPER}/.AppiumIME`]);
    await framework.run(['ime', 'set', `${HELPER}/.AppiumIME`]);
    expect(await broadcast('clipboard.get')).toBe(sets(-1, copied));
  });

  it('change the language to one that the phone has, if the helper may', async () => {
    await boot('13');
    const change = (lang: string, country: string): Promise<string> =>
      broadcast('locale', '--es', 'lang', lang, '--es', 'country', country);
    expect(await change('ja', 'JP')).toBe(sets(-1, 'ja_JP'));
    expect(framework.properties.get('persist.sys.locale')).toBe('ja-JP');
    expect(await change('xx', 'YY')).toBe(sets(0, 'The locale xx_YY is not known'));
    expect(framework.properties.get('persist.sys.locale')).toBe('ja-JP');
    await framework.dispose();
    await boot('13', []);
    expect(await change('ja', 'JP')).toContain('result=0, data="java.lang.reflect.InvocationTargetException');
  });

  it.each([
    ['location', [], sets(0, '')],
    ['scan_media', ['--es', 'path', '/sdcard/nowhere'], sets(0, '')],
    ['animation', ['--es', 'setstatus', 'disable'], sets(-1, '')],
    ['animation', ['--es', 'setstatus', 'perhaps'], sets(0, '')],
    ['sms.read', [], 'Broadcast completed: result=0'],
  ])('answer %s %j', async (action, extras, said) => {
    await boot('14');
    expect(await broadcast(action, ...extras)).toBe(said);
  });

  it('are not there without the helper', async () => {
    framework = await fakeFramework([fakeHome], androidNamed('14'));
    expect(await broadcast('clipboard.get')).toBe('Broadcast completed: result=0');
  });
});

describe('its keyboards', () => {
  it.each([
    ['UnicodeIME', '&T2BZfQ-', '你好'],
    ['UnicodeIME', '/go/', '/go/'],
    ['AppiumIME', '/go/', undefined],
    ['AppiumIME', '&T2BZfQ-', '&T2BZfQ-'],
    ['EmptyIME', '&T2BZfQ-', '&T2BZfQ-'],
  ])('%s takes %s for %s, and shows no keyboard', async (ime, typed, text) => {
    await boot('14');
    for (const verb of ['enable', 'set']) await framework.run(['ime', verb, `${HELPER}/.${ime}`]);
    expect(typedBy(framework.settings, typed)).toBe(text);
    expect(showsKeyboard(framework.settings)).toBe(false);
    expect((await framework.run(['dumpsys', 'input_method'])).stdout).toContain(
      `mCurMethodId=${HELPER}/.${ime}`,
    );
  });
});
