import { afterEach, describe, expect, it } from 'vitest';
import { androidNamed } from '../android-version.ts';
import { type FakeFramework, fakeFramework, fakeHome } from '../framework.fake.ts';

let framework: FakeFramework;
afterEach(() => framework.dispose());

async function boot(android: string): Promise<void> {
  framework = await fakeFramework([fakeHome], androidNamed(android));
}
const svc = (words: string, uid?: number) => framework.run(['svc', ...words.split(' ')], uid);

describe('svc usb', () => {
  it('chooses a function beside adb, says which, and goes back to charging', async () => {
    await boot('9');
    expect(await svc('usb setFunctions mtp')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await svc('usb getFunctions')).stderr).toBe('mtp\n');
    expect(framework.properties.get('sys.usb.config')).toBe('mtp,adb');
    await svc('usb setFunctions');
    expect([(await svc('usb getFunctions')).stderr, framework.properties.get('sys.usb.state')]).toEqual([
      '\n',
      'adb',
    ]);
  });

  it.each([
    ['9', 'usb setFunctions ncm', 1, 'java.lang.IllegalArgumentException: Invalid usb function ncm\n'],
    [
      '16',
      'usb setFunctions toaster',
      1,
      'java.lang.IllegalArgumentException: Invalid usb function toaster\n',
    ],
    ['8.1', 'usb setFunctions mtp', 0, expect.stringContaining('usage: svc usb')],
    ['9', 'usb', 0, expect.stringContaining('usage: svc usb')],
  ])('of Android %s refuses %s', async (android, words, code, stderr) => {
    await boot(android);
    expect(await svc(words)).toEqual({ code, stdout: '', stderr });
    expect(framework.properties.get('sys.usb.config')).toBe('adb');
  });

  it('has ncm from 11 on', async () => {
    await boot('11');
    expect((await svc('usb setFunctions ncm')).code).toBe(0);
  });

  it('is not for apps', async () => {
    await boot('9');
    expect((await svc('usb setFunctions mtp', 10_001)).code).toBe(1);
    expect(framework.properties.get('sys.usb.config')).toBe('adb');
  });
});

describe('a phone without the hardware', () => {
  it.each([
    ['9', 'nfc enable', 0, 'NFC feature not supported.\n'],
    ['16', 'nfc disable', 0, 'NFC feature not supported.\n'],
    ['9', 'nfc', 0, expect.stringContaining('usage: svc nfc')],
    ['11', 'bluetooth enable', 0, 'Got a null BluetoothAdapter, is the system running?\n'],
    ['13', 'bluetooth disable', 20, "cmd: Can't find service: bluetooth_manager\n"],
  ])('of Android %s answers svc %s so', async (android, words, code, stderr) => {
    await boot(android);
    expect(await svc(words)).toEqual({ code, stdout: '', stderr });
  });
});
