import { beforeEach, describe, expect, it } from 'vitest';
import type { View } from '../../screen-parts.ts';
import { type FakeServer, fakeServer } from './server.fake.ts';

const bounds = (top: number): View['bounds'] => ({ left: 0, top, right: 1080, bottom: top + 100 });
const node = (resourceId: string, more: Partial<View> = {}): View => ({
  className: 'android.widget.TextView',
  bounds: bounds(200),
  resourceId,
  ...more,
});

let server: FakeServer;
beforeEach(async () => {
  server = await fakeServer();
});

describe('alerts', () => {
  let pressed: string[];
  const button = (resourceId: string, text: string, top: number): View =>
    node(resourceId, { text, bounds: bounds(top), clickable: true, onClick: () => void pressed.push(text) });
  const dialog = (...children: readonly View[]): View => ({
    ...node('android:id/content', { children }),
    bounds: { left: 0, top: 200, right: 1080, bottom: 1000 },
  });
  const question = (): View =>
    dialog(
      node('android:id/alertTitle', { text: 'Sure?' }),
      node('android:id/message', { text: 'It cannot be undone.', bounds: bounds(320) }),
      button('android:id/button1', 'OK', 440),
      button('android:id/button2', 'CANCEL', 560),
      button('android:id/button3', 'LATER', 680),
    );
  const permission = (): View =>
    dialog(
      node('com.android.permissioncontroller:id/permission_message', { text: 'Allow A to take pictures?' }),
      button(
        'com.android.permissioncontroller:id/permission_allow_foreground_only_button',
        'While using',
        440,
      ),
      button('com.android.permissioncontroller:id/permission_deny_button', 'Deny', 560),
    );
  beforeEach(() => {
    pressed = [];
  });

  it.each<readonly [string, () => View, string, Readonly<Record<string, string>>, readonly string[]]>([
    ['accepts', question, 'accept', {}, ['OK']],
    ['dismisses', question, 'dismiss', {}, ['CANCEL']],
    ['presses the button of a label of', question, 'accept', { buttonLabel: 'LATER' }, ['LATER']],
    ['accepts', permission, 'accept', {}, ['While using']],
    ['dismisses', permission, 'dismiss', {}, ['Deny']],
  ])('%s a dialog', async (_what, made, action, body, expected) => {
    server.show([], made());
    expect(await server.post(`alert/${action}`, body)).toBe(expected[0]);
    expect(pressed).toEqual(expected);
  });

  it('reads the text without the buttons', async () => {
    server.show([], question());
    expect(await server.get('alert/text')).toBe('Sure?\nIt cannot be undone.');
    server.show([], permission());
    expect(await server.get('alert/text')).toBe('Allow A to take pictures?');
  });

  it('says that there is none, or that it has no such button', async () => {
    for (const wrong of [server.get('alert/text'), server.post('alert/accept'), server.post('alert/dismiss')])
      await expect(wrong).rejects.toMatchObject({ error: 'no such alert' });
    server.show([], question());
    await expect(server.post('alert/accept', { buttonLabel: 'NEVER' })).rejects.toMatchObject({
      error: 'invalid element state',
    });
  });
});

describe('elements within an element', () => {
  it.each([
    ['-android uiautomator', 'text("inner")'],
    ['xpath', './/*[@text="inner"]'],
    ['id', 'a.b:id/inner'],
  ])('are found by %s %s', async (strategy, selector) => {
    const inner = node('a.b:id/inner', { text: 'inner' });
    server.show([inner, node('a.b:id/outer', { children: [inner] })]);
    const context = await server.find('id', 'a.b:id/outer');
    expect(await server.post('elements', { strategy, selector, context })).toHaveLength(1);
  });
});

describe('messages that go away by themselves', () => {
  it('are found by XPath while they are there', async () => {
    server.toast('saved & sent');
    const toast = await server.find('xpath', '//android.widget.Toast[1]');
    expect(await server.get(`element/${toast}/text`)).toBe('saved & sent');
    expect(await server.get('source')).toContain(
      'package="com.android.settings" class="android.widget.Toast"',
    );
    server.nowMs = 3_500;
    await expect(server.get(`element/${toast}/text`)).rejects.toMatchObject({
      error: 'stale element reference',
    });
  });
});

describe('text', () => {
  const field = (text: string): View => ({
    className: 'android.widget.EditText',
    bounds: bounds(300),
    resourceId: 'a.b:id/field',
    password: true,
    text,
    onText: (next) => server.show([field(next)]),
  });

  it('of a password is dots, and typed keys go to the field with the focus', async () => {
    server.show([field('')]);
    const id = await server.find('id', 'a.b:id/field');
    await expect(server.get('element/active')).rejects.toMatchObject({ error: 'no such element' });
    await expect(server.post('keys', { text: 'x' })).rejects.toMatchObject({ error: 'no such element' });
    await server.post(`element/${id}/click`);
    expect(await server.get('element/active')).toMatchObject(server.element(id));
    await server.post('keys', { text: 'secret' });
    expect(await server.get(`element/${id}/text`)).toBe('••••••');
    expect(await server.get(`element/${id}/attribute/focused`)).toBe('true');
    expect(await server.get(`element/${id}/attribute/password`)).toBe('true');
  });
});

describe('the session’s settings', () => {
  it('begin with the server’s own, and keep what is set and known', async () => {
    expect(await server.get('appium/settings')).toMatchObject({
      waitForIdleTimeout: 10_000,
      enforceXPath1: false,
    });
    await server.post('appium/settings', { settings: { waitForIdleTimeout: 5, nosuchsetting: 1 } });
    const settings = await server.get('appium/settings');
    expect(settings).toMatchObject({ waitForIdleTimeout: 5 });
    expect(settings).not.toHaveProperty('nosuchsetting');
    const wrong = server.post('appium/settings', { settings: { waitForIdleTimeout: 'long' } });
    await expect(wrong).rejects.toMatchObject({ error: 'invalid argument' });
  });

  it('decide what comes with an element', async () => {
    server.show([node('a.b:id/x', { text: 'words', contentDescription: 'described' })]);
    await server.post('appium/settings', {
      settings: {
        shouldUseCompactResponses: false,
        elementResponseAttributes: 'name,text,rect,attribute/class',
      },
    });
    expect(await server.post('element', { strategy: 'id', selector: 'a.b:id/x' })).toMatchObject({
      name: 'described',
      text: 'words',
      rect: { x: 0, y: 200, width: 1080, height: 100 },
      'attribute/class': 'android.widget.TextView',
    });
  });
});

describe('the phone', () => {
  it('keeps what is copied, and from Android 10 on shows it to nobody without the focus', async () => {
    const content = Buffer.from('copied 复制').toString('base64');
    await server.post('appium/device/set_clipboard', { content, contentType: 'plaintext' });
    expect(await server.post('appium/device/get_clipboard', {})).toBe(content);
    const newer = await fakeServer(29);
    await newer.post('appium/device/set_clipboard', { content });
    expect(await newer.post('appium/device/get_clipboard', {})).toBe('');
    const image = server.post('appium/device/set_clipboard', { content, contentType: 'image' });
    await expect(image).rejects.toMatchObject({ error: 'invalid argument' });
  });

  it('stays upright where what is in front wants it so', async () => {
    expect(await server.post('orientation', { orientation: 'portrait' })).toBe('ROTATION_0');
    await expect(server.post('orientation', { orientation: 'LANDSCAPE' })).rejects.toMatchObject({
      error: 'invalid element state',
    });
    await expect(server.post('rotation', { x: 0, y: 0, z: 45 })).rejects.toMatchObject({
      error: 'invalid argument',
    });
  });

  it('lists its windows and its display', async () => {
    server.show([node('a.b:id/x')], node('android:id/content'));
    const windows = await server.post('appium/list_windows', { skipScreenshots: true });
    expect(windows).toMatchObject([
      { packageName: 'a.b', isFocused: true, layer: 1 },
      { packageName: 'a.b', isFocused: false, layer: 0 },
    ]);
    const filters = { title: 'a.b/*', layer: 0 };
    expect(await server.post('appium/list_windows', { filters })).toHaveLength(1);
    expect(await server.post('appium/list_displays')).toMatchObject([{ id: 0, isDefault: true }]);
  });

  it('tells of itself', async () => {
    expect(await server.get('appium/device/battery_info')).toEqual({ level: 0.5, status: 3 });
    expect(await server.get('appium/device/apps')).toHaveLength(1);
    expect(await server.get('appium/device/info')).toMatchObject({ locale: 'en_US' });
  });
});

describe('what a hostile client sends', () => {
  const rows = Array.from({ length: 300 }, (_, index) => node(`a.b:id/${index}`, { text: 'a'.repeat(40) }));
  it.each([
    ['xpath', `//*[${'count(//*[count(//*) > 0]) > 0 and '.repeat(30)}true()]`],
    ['-android uiautomator', 'textMatches("(a+)+b")'],
  ])('by %s %j does not stop the phone', async (strategy, selector) => {
    server.show(rows);
    await expect(server.post('elements', { strategy, selector })).rejects.toMatchObject({
      error: 'unknown error',
    });
  });

  it.each([
    ['element', { strategy: '-android uiautomator', selector: `${'x('.repeat(5_000)}` }],
    ['element', { strategy: '-android uiautomator', selector: `text("${'x'.repeat(30_000)}")` }],
    ['element', { strategy: 'xpath', selector: `//*[${'('.repeat(5_000)}` }],
  ])('to %s is an invalid selector', async (path, body) => {
    await expect(server.post(path, body)).rejects.toMatchObject({ error: 'invalid selector' });
  });
});
