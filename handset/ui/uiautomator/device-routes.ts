import type { Glass, Rotation } from '../../screen-parts.ts';
import { orientationName, rotationName } from '../../system/dumps/rotation-lines.ts';
import { isRotation } from '../../system/phone-glass.ts';
import { insetsOf } from '../insets.ts';
import { ProtocolError } from './protocol-error.ts';
import { asObject, numberField, stringField } from './request-body.ts';
import { type Call, type Route, seenBy } from './route.ts';
import { sourceXml } from './source-xml.ts';

/** What the driver asks about the phone, its display and the session. */
export const deviceRoutes: readonly Route[] = [
  { method: 'GET', path: 'source', answer: (call) => sourceXml(seenBy(call)) },
  {
    method: 'GET',
    path: 'screenshot',
    answer: async ({ parts }) => (await parts.display.capture()).toString('base64'),
  },
  { method: 'GET', path: 'orientation', answer: ({ parts }) => orientationOf(parts.display.glass) },
  { method: 'POST', path: 'orientation', answer: setOrientation },
  {
    method: 'GET',
    path: 'appium/device/declared_orientation',
    answer: ({ parts }) => orientationName(parts.declaredOrientation()),
  },
  {
    method: 'GET',
    path: 'rotation',
    answer: ({ parts }) => ({ x: 0, y: 0, z: parts.display.glass.rotation * 90 }),
  },
  { method: 'POST', path: 'rotation', answer: setRotation },
  {
    method: 'GET',
    path: 'window/:/size',
    answer: ({ parts }) => ({ width: parts.display.glass.width, height: parts.display.glass.height }),
  },
  {
    method: 'GET',
    path: 'appium/device/pixel_ratio',
    answer: ({ parts }) => parts.display.glass.density / 160,
  },
  {
    method: 'GET',
    path: 'appium/device/system_bars',
    answer: ({ parts }) => ({ statusBar: insetsOf(parts.display.glass).top }),
  },
  {
    method: 'GET',
    path: 'appium/device/display_density',
    answer: ({ parts }) => parts.display.glass.density,
  },
  { method: 'GET', path: 'appium/device/info', answer: deviceInfo },
  { method: 'GET', path: 'appium/device/apps', answer: ({ parts }) => parts.launchable() },
  { method: 'GET', path: 'appium/device/battery_info', answer: ({ parts }) => parts.battery() },
  { method: 'GET', path: 'appium/settings', answer: ({ session }) => session.settings.all() },
  { method: 'POST', path: 'appium/settings', answer: changeSettings },
  { method: 'POST', path: 'appium/device/set_clipboard', answer: setClipboard },
  { method: 'POST', path: 'appium/device/get_clipboard', answer: getClipboard },
  { method: 'POST', path: 'appium/reset_ax_cache', answer: () => null },
  { method: 'POST', path: 'network_connection', answer: networkConnection },
];

function orientationOf({ width, height }: Glass): string {
  return width > height ? 'LANDSCAPE' : 'PORTRAIT';
}

function deviceInfo({ parts: { device, display } }: Call): unknown {
  const { androidId, sdk, release, manufacturer, model, brand, locale, timeZone } = device();
  return {
    androidId,
    apiVersion: String(sdk),
    platformVersion: release,
    manufacturer,
    model,
    brand,
    carrierName: '',
    realDisplaySize: `${display.glass.width}x${display.glass.height}`,
    displayDensity: display.glass.density,
    locale,
    timeZone,
    networks: [],
    bluetooth: null,
  };
}

async function setOrientation(call: Call): Promise<string> {
  const wanted = stringField(call.body, 'orientation');
  const { glass } = call.parts.display;
  const orientation = wanted.toUpperCase();
  if (orientation !== 'PORTRAIT' && orientation !== 'LANDSCAPE')
    throw new ProtocolError(
      'invalid argument',
      `Orientation value '${wanted}' is not supported. Only 'LANDSCAPE' and 'PORTRAIT' values could be translated into a valid screen orientation`,
    );
  return await turn(call, rotationOf(glass, orientation));
}

/** ScreenRotation.ofOrientation: what is there stays, but for the turns that it takes for the wrong way round. */
function rotationOf({ rotation, width, height }: Glass, wanted: 'PORTRAIT' | 'LANDSCAPE'): Rotation {
  const sideways = rotation === 1 || rotation === 3;
  if ((wanted === 'LANDSCAPE') !== width > height) return sideways ? 0 : 3;
  if (rotation === 1) return 3;
  return rotation === 2 ? 0 : rotation;
}

async function setRotation(call: Call): Promise<string> {
  const degrees = numberField(call.body, 'z');
  const rotation = degrees / 90;
  if (isRotation(rotation)) return await turn(call, rotation);
  throw new ProtocolError(
    'invalid argument',
    `Rotation value of ${degrees} degrees is not supported. Only 0, 90, 180 and 270 degrees could be translated into a valid screen rotation`,
  );
}

/** UiAutomation.setRotation locks the rotation; what is in front may not follow, which the server waits 2 s for. */
async function turn({ parts }: Call, rotation: Rotation): Promise<string> {
  const { glass } = parts.display;
  if (glass.rotation !== rotation) await parts.freezeRotation(rotation);
  if (glass.rotation === rotation) return rotationName(rotation);
  throw new ProtocolError(
    'invalid element state',
    `Screen rotation cannot be changed to ${rotationName(rotation)} after 2000ms. Is it locked programmatically?`,
  );
}

function changeSettings({ body, session }: Call): null {
  session.settings.update(asObject(body.settings, "'settings'"));
  return null;
}

function checkContentType({ body: { contentType } }: Call): void {
  if (contentType === undefined || contentType === null) return;
  if (typeof contentType === 'string' && contentType.toUpperCase() === 'PLAINTEXT') return;
  throw new ProtocolError(
    'invalid argument',
    `Only '[PLAINTEXT]' content types are supported. '${String(contentType)}' is given instead`,
  );
}

/** Contents travel as base64 of UTF-8. */
function setClipboard(call: Call): null {
  checkContentType(call);
  call.parts.clipboard.set(Buffer.from(stringField(call.body, 'content'), 'base64').toString('utf8'));
  return null;
}

/** From Android 10 on the clipboard is for the app with the focus and for the keyboard: the server is neither. */
function getClipboard(call: Call): string {
  checkContentType(call);
  if (call.parts.device().sdk >= 29) return '';
  return Buffer.from(call.parts.clipboard.get(), 'utf8').toString('base64');
}

function networkConnection({ body }: Call): never {
  const type = numberField(body, 'type');
  throw new ProtocolError('unknown error', `Setting Network Connection to '${type}' is not implemented`);
}
