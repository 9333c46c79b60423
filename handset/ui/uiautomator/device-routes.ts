import { barHeights } from '../system-bars.ts';
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
  { method: 'GET', path: 'orientation', answer: () => 'PORTRAIT' },
  { method: 'POST', path: 'orientation', answer: setOrientation },
  // Of the apps here none declares one.
  {
    method: 'GET',
    path: 'appium/device/declared_orientation',
    answer: () => 'SCREEN_ORIENTATION_UNSPECIFIED',
  },
  { method: 'GET', path: 'rotation', answer: () => ({ x: 0, y: 0, z: 0 }) },
  { method: 'POST', path: 'rotation', answer: setRotation },
  {
    method: 'GET',
    path: 'window/:/size',
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
  { method: 'GET', path: 'appium/device/apps', answer: ({ parts }) => parts.launchable() },
  { method: 'GET', path: 'appium/device/battery_info', answer: ({ parts }) => parts.battery() },
  { method: 'GET', path: 'appium/settings', answer: ({ session }) => session.settings.all() },
  { method: 'POST', path: 'appium/settings', answer: changeSettings },
  { method: 'POST', path: 'appium/device/set_clipboard', answer: setClipboard },
  { method: 'POST', path: 'appium/device/get_clipboard', answer: getClipboard },
  { method: 'POST', path: 'appium/reset_ax_cache', answer: () => null },
  { method: 'POST', path: 'network_connection', answer: networkConnection },
];

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
    realDisplaySize: `${display.width}x${display.height}`,
    displayDensity: display.density,
    locale,
    timeZone,
    networks: [],
    bluetooth: null,
  };
}

function setOrientation({ body }: Call): string {
  const wanted = stringField(body, 'orientation');
  if (wanted.toUpperCase() === 'PORTRAIT') return 'PORTRAIT';
  if (wanted.toUpperCase() === 'LANDSCAPE') throw upright('ROTATION_270');
  throw new ProtocolError(
    'invalid argument',
    `Orientation value '${wanted}' is not supported. Only 'LANDSCAPE' and 'PORTRAIT' values could be translated into a valid screen orientation`,
  );
}

function setRotation({ body }: Call): string {
  const degrees = numberField(body, 'z');
  if (degrees === 0) return 'ROTATION_0';
  if ([90, 180, 270].includes(degrees)) throw upright(`ROTATION_${degrees}`);
  throw new ProtocolError(
    'invalid argument',
    `Rotation value of ${degrees} degrees is not supported. Only 0, 90, 180 and 270 degrees could be translated into a valid screen rotation`,
  );
}

/** The display stays upright, as on a phone whose apps hold it so; the server waits for 2 s before it says that. */
function upright(rotation: string): ProtocolError {
  return new ProtocolError(
    'invalid element state',
    `Screen rotation cannot be changed to ${rotation} after 2000ms. Is it locked programmatically?`,
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
