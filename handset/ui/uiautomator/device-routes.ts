import { barHeights } from '../system-bars.ts';
import { ProtocolError } from './protocol-error.ts';
import { asObject, stringField } from './request-body.ts';
import type { Call, Route } from './route.ts';
import { sourceXml } from './source-xml.ts';
import { snapshotOf } from './view-attributes.ts';

/** What the driver asks about the phone, its display and the session. */
export const deviceRoutes: readonly Route[] = [
  { method: 'GET', path: 'source', answer: ({ parts }) => sourceXml(snapshotOf(parts.display)) },
  {
    method: 'GET',
    path: 'screenshot',
    answer: async ({ parts }) => (await parts.display.capture()).toString('base64'),
  },
  { method: 'GET', path: 'orientation', answer: () => 'PORTRAIT' },
  { method: 'POST', path: 'orientation', answer: setOrientation },
  { method: 'GET', path: 'appium/device/declared_orientation', answer: () => 'PORTRAIT' },
  { method: 'GET', path: 'rotation', answer: () => ({ x: 0, y: 0, z: 0 }) },
  {
    method: 'GET',
    path: 'window/current/size',
    answer: ({ parts: { display } }) => ({ width: display.width, height: display.height }),
  },
  { method: 'GET', path: 'appium/device/pixel_ratio', answer: ({ parts }) => parts.display.density / 160 },
  {
    method: 'GET',
    path: 'appium/device/system_bars',
    answer: ({ parts }) => ({ statusBar: barHeights(parts.display.density).status }),
  },
  { method: 'GET', path: 'appium/device/display_density', answer: ({ parts }) => parts.display.density },
  { method: 'GET', path: 'appium/device/info', answer: deviceInfo },
  // BatteryManager: status 2 is charging, as a phone on a cable is.
  { method: 'GET', path: 'appium/device/battery_info', answer: () => ({ level: 0.93, status: 2 }) },
  { method: 'GET', path: 'appium/settings', answer: ({ session }) => Object.fromEntries(session.settings) },
  { method: 'POST', path: 'appium/settings', answer: changeSettings },
  { method: 'POST', path: 'appium/device/set_clipboard', answer: setClipboard },
  { method: 'POST', path: 'appium/device/get_clipboard', answer: ({ session }) => session.clipboard },
  { method: 'POST', path: 'appium/reset_ax_cache', answer: () => null },
  { method: 'GET', path: 'alert/text', answer: noAlert },
  { method: 'POST', path: 'alert/accept', answer: noAlert },
  { method: 'POST', path: 'alert/dismiss', answer: noAlert },
];

function deviceInfo({ parts: { device, display } }: Call): unknown {
  return {
    // A fixed one: `settings get secure android_id` of the same phone is not asked for by any client seen so far.
    androidId: '74656c6c74616c65',
    apiVersion: String(device.sdk),
    platformVersion: device.release,
    manufacturer: device.manufacturer,
    model: device.model,
    brand: device.brand,
    realDisplaySize: `${display.width}x${display.height}`,
    displayDensity: display.density,
    locale: 'zh_CN',
    timeZone: 'GMT',
    networks: [],
    bluetooth: null,
  };
}

function setOrientation({ body }: Call): null {
  if (stringField(body, 'orientation') === 'PORTRAIT') return null;
  throw new ProtocolError('unsupported operation', 'The display of this phone stays upright');
}

function changeSettings({ body, session }: Call): null {
  for (const [name, value] of Object.entries(asObject(body.settings, "'settings'"))) {
    session.settings.set(name, value);
  }
  return null;
}

function setClipboard({ body, session }: Call): null {
  session.clipboard = stringField(body, 'content');
  return null;
}

function noAlert(): never {
  throw new ProtocolError('no such alert', 'No alert is open');
}
