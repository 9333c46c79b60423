import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Display, View } from '../screen-parts.ts';
import type { Loopback } from '../shell-parts.ts';
import { createClipboard } from '../system/clipboard.ts';
import { shownDisplay } from './shown-display.fake.ts';
import { startUiAutomatorServer, type UiAutomatorServer } from './uiautomator-server.ts';

const bounds = (top: number): View['bounds'] => ({ left: 0, top, right: 1080, bottom: top + 100 });
const W3C = 'element-6066-11e4-a52e-4f735466cecf';

/** Two ends of one wire. */
function duplexPair(): readonly [Duplex, Duplex] {
  const end = (other: () => Duplex): Duplex =>
    new Duplex({
      read() {},
      write(chunk, _encoding, done) {
        other().push(chunk);
        done();
      },
      final(done) {
        other().push(null);
        done();
      },
      destroy(error, done) {
        if (!other().destroyed) other().push(null);
        done(error);
      },
    });
  const one: Duplex = end(() => two);
  const two: Duplex = end(() => one);
  return [one, two];
}

interface Phone {
  readonly server: UiAutomatorServer;
  readonly keys: number[];
  readonly taps: string[];
  readonly typed: string[];
  connect(): Duplex;
  show(...children: readonly View[]): void;
  call(method: string, path: string, body?: unknown): Promise<{ status: number; json: Envelope }>;
}

interface Envelope {
  readonly sessionId: string;
  readonly value: { readonly error?: string; readonly [key: string]: unknown };
}

async function startPhone(): Promise<Phone> {
  const { display: shown, keys, show } = shownDisplay(() => 0);
  const taps: string[] = [];
  const typed: string[] = [];
  let accept: ((socket: Duplex) => void) | undefined;
  const display: Display = {
    ...shown,
    capture: async () => Buffer.from('pixels'),
    tap: async (x, y) => void taps.push(`${x},${y}`),
    touch: async (path) => void taps.push(`${path[0]?.x},${path[0]?.y} for ${path.at(-1)?.atMs} ms`),
    text: async (text) => void typed.push(text),
  };
  const loopback: Loopback = {
    listen(port, onSocket) {
      expect(port).toBe(6790);
      accept = onSocket;
      return () => {
        accept = undefined;
      };
    },
    connect: async () => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })),
  };
  const server = await startUiAutomatorServer({
    display,
    loopback,
    port: 6790,
    device: () => ({
      sdk: 28,
      release: '9',
      manufacturer: 'M',
      model: 'N',
      brand: 'B',
      androidId: '0123456789abcdef',
      locale: 'zh_CN',
      timeZone: 'GMT',
    }),
    clipboard: createClipboard(),
    battery: () => ({ level: 0.87, status: 2 }),
    freezeRotation: async () => undefined,
    declaredOrientation: () => 'unspecified',
    launchable: () => [],
    log: () => {},
  });
  const connect = (): Duplex => {
    const [client, phone] = duplexPair();
    if (accept === undefined) throw new Error('refused');
    accept(phone);
    return client;
  };
  const call: Phone['call'] = (method, path, body) =>
    new Promise((resolve, reject) => {
      const client = connect();
      const agent = new Agent();
      agent.createConnection = () => client;
      const payload = typeof body === 'string' ? body : JSON.stringify(body);
      const sent = request({ method, path, agent, host: 'phone' }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part) => parts.push(part));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, json: JSON.parse(Buffer.concat(parts).toString()) }),
        );
      });
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : payload);
    });
  return { server, keys, taps, typed, connect, show: (...views) => show(views), call };
}

describe('the phone’s UiAutomator2 server', () => {
  let phone: Phone;
  let session: string;
  const find = async (strategy: string, selector: string, context = ''): Promise<string> => {
    const { json } = await phone.call('POST', `${session}/element`, {
      strategy,
      selector,
      context,
      multiple: false,
    });
    return String(json.value[W3C]);
  };

  beforeEach(async () => {
    phone = await startPhone();
    const { json } = await phone.call('POST', '/session', {
      capabilities: { firstMatch: [{ platformName: 'Android' }], alwaysMatch: {} },
    });
    session = `/session/${json.sessionId}`;
  });
  afterEach(() => phone.server.stop());

  it('says that it is ready, and which session it has', async () => {
    expect((await phone.call('GET', '/status')).json).toMatchObject({ value: { ready: true } });
    expect((await phone.call('GET', '/sessions')).json.value).toMatchObject([
      { id: session.slice('/session/'.length), capabilities: { platformName: 'Android' } },
    ]);
  });

  it.each([
    ['appium/device/pixel_ratio', 2.625],
    ['appium/device/system_bars', { statusBar: 63 }],
    ['window/current/size', { width: 1080, height: 2160 }],
    ['orientation', 'PORTRAIT'],
    ['screenshot', Buffer.from('pixels').toString('base64')],
  ])('answers %s', async (path, value) => {
    expect((await phone.call('GET', `${session}/${path}`)).json.value).toEqual(value);
  });

  it('describes the phone with the types that the driver expects', async () => {
    const { json } = await phone.call('GET', `${session}/appium/device/info`);
    expect(json.value).toMatchObject({ apiVersion: '28', realDisplaySize: '1080x2160', displayDensity: 420 });
  });

  it.each([
    ['GET', 'appium/device/coffee', undefined, 404, 'unknown command'],
    ['POST', 'element', { strategy: 'id', selector: 'none' }, 404, 'no such element'],
    ['POST', 'element', { strategy: 'css selector', selector: 'a' }, 400, 'invalid selector'],
    ['POST', 'element', { strategy: 'xpath', selector: '//*[' }, 400, 'invalid selector'],
    ['POST', 'element', { strategy: 'id' }, 400, 'invalid argument'],
    ['POST', 'element', '{"strategy":', 400, 'invalid argument'],
    ['POST', 'element', '[]', 400, 'invalid argument'],
    ['GET', 'element/unknown/text', undefined, 404, 'no such element'],
    ['GET', 'element/%zz/text', undefined, 400, 'invalid argument'],
    ['GET', 'element/active', undefined, 404, 'no such element'],
    ['GET', 'alert/text', undefined, 404, 'no such alert'],
    ['POST', 'appium/gestures/swipe', { direction: 'up', percent: 1 }, 400, 'invalid argument'],
    ['POST', 'appium/device/press_keycode', { keycode: 'HOME' }, 400, 'invalid argument'],
    ['POST', 'actions', { actions: [{ id: 'w', type: 'wheel', actions: [] }] }, 400, 'invalid argument'],
    [
      'POST',
      'actions',
      { actions: [{ id: 'k', type: 'key', actions: [{ type: 'keyDown', value: '京' }] }] },
      400,
      'invalid argument',
    ],
  ])('answers %s %s with a W3C error', async (method, path, body, status, error) => {
    const answer = await phone.call(method, `${session}/${path}`, body);
    expect(answer.status).toBe(status);
    expect(answer.json.value).toMatchObject({
      error,
      message: expect.any(String),
      stacktrace: expect.any(String),
    });
  });

  it('does not know the commands of another session', async () => {
    const answer = await phone.call('GET', '/session/other/source');
    expect([answer.status, answer.json.value.error]).toEqual([404, 'invalid session id']);
  });

  it('taps the middle of an element, and keeps an element whose text changed', async () => {
    const button = { className: 'android.widget.Button', resourceId: 'a.b:id/ok', clickable: true };
    phone.show({ ...button, bounds: bounds(100), text: 'one' });
    const id = await find('id', 'a.b:id/ok');
    phone.show({ ...button, bounds: bounds(300), text: 'two' });
    await phone.call('POST', `${session}/element/${id}/click`, { element: id });
    expect(phone.taps).toEqual(['540,350']);
    expect((await phone.call('GET', `${session}/element/${id}/text`)).json.value).toBe('two');
  });

  it('calls an element stale once its view is gone', async () => {
    phone.show({ className: 'android.widget.Button', bounds: bounds(100), resourceId: 'a.b:id/ok' });
    const id = await find('id', 'ok');
    phone.show();
    const answer = await phone.call('POST', `${session}/element/${id}/click`, { element: id });
    expect([answer.status, answer.json.value.error]).toEqual([404, 'stale element reference']);
    expect(phone.taps).toEqual([]);
  });

  it('gives attributes as strings, and null for those that the view lacks', async () => {
    phone.show({
      className: 'android.widget.Switch',
      bounds: bounds(100),
      resourceId: 'a.b:id/s',
      checked: true,
    });
    const id = await find('class name', 'android.widget.Switch');
    const attribute = async (name: string) =>
      (await phone.call('GET', `${session}/element/${id}/attribute/${name}`)).json.value;
    expect(await attribute('checked')).toBe('true');
    expect(await attribute('displayed')).toBe('true');
    expect(await attribute('bounds')).toBe('[0,100][1080,200]');
    expect(await attribute('resourceId')).toBe('a.b:id/s');
    expect(await attribute('content-desc')).toBe(null);
    expect(await attribute('colour')).toMatchObject({ error: 'unknown command' });
    expect((await phone.call('GET', `${session}/element/${id}/rect`)).json.value).toEqual({
      x: 0,
      y: 100,
      width: 1080,
      height: 100,
    });
  });

  it('types into a text field, after clearing it, and refuses other views', async () => {
    const entered: string[] = [];
    const shows = (text: string): void =>
      phone.show(
        {
          className: 'android.widget.EditText',
          bounds: bounds(0),
          resourceId: 'a.b:id/field',
          hint: 'name',
          text,
          onText(next) {
            entered.push(next);
            shows(next);
          },
        },
        { className: 'android.widget.TextView', bounds: bounds(200) },
      );
    shows('old');
    const id = await find('class name', 'android.widget.EditText');
    await phone.call('POST', `${session}/element/${id}/clear`, {});
    await phone.call('POST', `${session}/element/${id}/value`, {
      text: ' new',
      replace: false,
      value: [' ', 'n'],
    });
    await phone.call('POST', `${session}/element/${id}/value`, { value: ['京', '东'], replace: true });
    await phone.call('POST', `${session}/element/${id}/value`, { text: '!' });
    // The last one was not appended: the server takes the hint for what it could not clear.
    expect(entered).toEqual(['', '', ' new', '京东', '', '!']);
    const label = await find('class name', 'android.widget.TextView');
    const refused = await phone.call('POST', `${session}/element/${label}/value`, { text: 'x' });
    expect(refused.json.value.error).toBe('invalid element state');
  });

  it('performs W3C touches and typed keys', async () => {
    const finger = (...actions: readonly unknown[]) => ({
      actions: [{ type: 'pointer', id: 'finger', parameters: { pointerType: 'touch' }, actions }],
    });
    const move = (x: number, y: number) => ({ type: 'pointerMove', duration: 0, x, y, origin: 'viewport' });
    const down = { type: 'pointerDown', button: 0 };
    const up = { type: 'pointerUp', button: 0 };
    const act = (body: unknown) => phone.call('POST', `${session}/actions`, body);
    await act(finger(move(10, 20), down, { type: 'pause', duration: 100 }, up));
    await act({
      actions: [
        {
          type: 'key',
          id: 'k',
          actions: [
            { type: 'keyDown', value: 'a' },
            { type: 'keyUp', value: 'a' },
          ],
        },
      ],
    });
    expect([phone.taps, phone.typed]).toEqual([['10,20 for 100 ms'], ['a']]);
  });

  it('passes keys on', async () => {
    await phone.call('POST', `${session}/appium/device/press_keycode`, {
      keycode: 3,
      metastate: null,
      flags: null,
    });
    await phone.call('POST', `${session}/back`, {});
    expect(phone.keys).toEqual([3, 4]);
  });

  it('ends the connections that are still open when it stops', async () => {
    const idle = phone.connect();
    idle.write('GET /status HTTP/1.1\r\nHost: phone\r\n\r\n');
    await once(idle, 'data');
    const ended = once(idle, 'end');
    await phone.server.stop();
    await ended;
  });

  it('answers in one piece, of which nothing has to wait on its way through adb', async () => {
    const wire = phone.connect();
    wire.write('GET /status HTTP/1.1\r\nHost: phone\r\n\r\n');
    const [first] = await once(wire, 'data');
    expect(String(first)).toMatch(/^HTTP\/1\.1 200 [\s\S]*\r\n\r\n\{.*\}$/);
  });

  it('stops when its session is deleted', async () => {
    expect((await phone.call('DELETE', session)).json.value).toBe(null);
    await phone.server.closed;
    await expect(phone.call('GET', '/status')).rejects.toThrow('refused');
  });
});
