import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PhoneWithAdb, startPhoneWithAdb } from './adb-client.fake.ts';

const IMAGES = 'content://media/external/images/media';

let phone: PhoneWithAdb;
beforeAll(async () => {
  phone = await startPhoneWithAdb(5919, process.env.PATH);
});
afterAll(() => phone.stop());

describe('every command ends its stream', () => {
  const LINES = [
    ...[
      'activity',
      'activity activities',
      'activity processes',
      'activity services',
      'activity nonsense',
      'battery',
    ],
    ...[
      'content',
      'deviceidle',
      'input_method',
      'netstats detail poll',
      'notification',
      'package',
      'package x',
    ],
    ...['power', 'window', 'window displays', '-l', 'nosuchservice', ''],
  ].map((words) => `dumpsys ${words}`.trim());

  it.each([
    ...LINES,
    'am',
    'am start',
    'am start -n nowhere/.X',
    'am start -W -n com.jd.jrapp/.WelcomeActivity',
    'am start -a android.intent.action.VIEW -d nowhere://x',
    'am broadcast -a x',
    'am startservice -n nowhere/.S',
    'am force-stop',
    'am force-stop nowhere',
    'am instrument -w nowhere/.Runner',
    'am nonsense',
    'pm',
    'pm list',
    'pm list packages -3',
    'pm list instrumentation',
    'pm list features',
    'pm path nowhere',
    'pm install',
    'pm install /nowhere.apk',
    'pm install /system/etc/passwd',
    'pm uninstall nowhere',
    'pm clear nowhere',
    'pm grant',
    'cmd',
    'cmd package',
    'cmd nosuchservice',
    'cmd appops get com.jd.jrapp',
    'appops',
    'appops set com.jd.jrapp X allow',
    'content',
    'content query',
    'content query --uri content://nowhere',
    `content query --uri ${IMAGES} --projection nowhere`,
    'input',
    'input keyevent',
    'input keyevent NOSUCHKEY',
    'input tap 1 1',
    'input tap x y',
    'input text hello%sworld',
    'input swipe 1 1 2 2',
    'getprop',
    'setprop x y',
    'settings',
    'settings list global',
    'settings nonsense',
    'logcat -d',
    'logcat -c',
    'logcat --nonsense',
    'ps',
    'ps -A',
    'ps --help',
    'pidof nowhere',
    'screencap /data/nowhere/x.png',
    'screencap',
    ...['tcp', 'tcp6', 'udp', 'udp6', 'xt_qtaguid/stats'].map((name) => `cat /proc/net/${name}`),
    'wm size',
    'wm density',
    'wm nonsense',
    'ime list',
    'ime nonsense',
    'su </dev/null',
    'su 0 id',
    'su nobody id',
    'nosuchcommand',
    '/system/bin/nosuch',
    'cat /dev/null',
    "echo 'unclosed",
    ')',
    'exec true',
    'kill -9 $$',
  ])('%s', async (line) => {
    const { code } = await phone.adb('shell', `${line} < /dev/null`);
    expect(code).toBeGreaterThanOrEqual(0);
    const alone = await phone.adb('shell', line);
    expect(alone.code).toBe(code);
  });

  it('and the log ends when it is asked to, not otherwise', async () => {
    await phone.text('am force-stop com.jd.jrapp; am start -n com.jd.jrapp/.WelcomeActivity');
    expect(await phone.text('logcat -d')).toMatch(
      /^--------- beginning of \w+\n[\s\S]*ActivityManager: Start proc /,
    );
    await phone.adb('shell', 'input keyevent 120');
    const follower = phone.follow('logcat', '-v', 'threadtime');
    let printed = '';
    follower.stdout?.on('data', (chunk) => {
      printed += String(chunk);
    });
    const saved = async (count: number): Promise<void> =>
      await expect
        .poll(
          () => printed.match(/^\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} +\d+ +\d+ D GlobalScreenshot: saved /gm),
          {
            timeout: 20_000,
          },
        )
        .toHaveLength(count);
    await saved(1);
    await phone.adb('shell', 'input keyevent 120');
    await saved(2);
    expect(follower.exitCode).toBeNull();
    follower.kill('SIGKILL');
  });
});
