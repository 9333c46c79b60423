import type { PhoneWindow } from '../../screen-parts.ts';
import { fitsGlob } from './glob.ts';
import { asObject, type RequestBody } from './request-body.ts';
import type { Call, Route } from './route.ts';

/** Windows and displays, as accessibility lists them. */
export const windowRoutes: readonly Route[] = [
  { method: 'POST', path: 'appium/list_windows', answer: listWindows },
  { method: 'POST', path: 'appium/list_displays', answer: listDisplays },
];

/** AccessibilityWindowInfo.TYPE_APPLICATION, TYPE_INPUT_METHOD, TYPE_SYSTEM. */
const TYPES = { application: 1, 'input-method': 2, system: 3 } as const;

/** The physical display of a phone; only its being the same one each time means something. */
const PHYSICAL_DISPLAY = '0';

async function listWindows({ parts: { display, device }, body }: Call): Promise<readonly RequestBody[]> {
  const windows = display.windows();
  const focused = windows.findLastIndex(({ title }) => title === display.focused().title);
  // Windows have pictures of their own from Android 14 on; here it is the whole display's, for the topmost one only.
  const pictures = device().sdk >= 34 && body.skipScreenshots !== true;
  const picture = pictures ? (await display.capture()).toString('base64') : null;
  const listed = windows.map((window, layer) => ({
    ...model(window, layer),
    isActive: layer === focused,
    isFocused: layer === focused,
    screenshot: layer === windows.length - 1 ? picture : null,
  }));
  const filters =
    body.filters === undefined || body.filters === null ? {} : asObject(body.filters, "'filters'");
  return listed.filter((window) => fits(window, filters)).reverse();
}

function model({ title, kind, screen }: PhoneWindow, layer: number): RequestBody {
  const { left, top, right, bottom } = screen.root.bounds;
  return {
    windowId: layer + 1,
    displayId: 0,
    physicalDisplayId: PHYSICAL_DISPLAY,
    virtualDisplayId: null,
    rect: { x: left, y: top, width: right - left, height: bottom - top },
    packageName: screen.package,
    type: TYPES[kind],
    title,
    layer,
    isAccessibilityFocused: false,
    isInPictureInPictureMode: false,
  };
}

const GLOBBED: ReadonlySet<string> = new Set(['packageName', 'title']);

/** Each filter must fit; those that the server does not know exclude nothing. */
function fits(window: RequestBody, filters: RequestBody): boolean {
  return Object.entries(filters).every(([name, wanted]) => {
    if (wanted === null || !Object.hasOwn(window, name)) return true;
    const value = window[name];
    if (typeof value === 'boolean')
      return value === (wanted === true || /^(?:true|1)$/i.test(String(wanted)));
    if (value === null) return false;
    return GLOBBED.has(name)
      ? fitsGlob(String(wanted).slice(0, 1_000), String(value).slice(0, 1_000))
      : String(wanted) === String(value);
  });
}

function listDisplays({ parts: { display } }: Call): readonly RequestBody[] {
  const { width, height, density } = display.glass;
  return [
    {
      id: 0,
      name: 'Built-in Screen',
      physicalId: PHYSICAL_DISPLAY,
      virtualId: null,
      metrics: {
        widthPixels: width,
        heightPixels: height,
        density: density / 160,
        densityDpi: density,
        scaledDensity: density / 160,
        xdpi: density,
        ydpi: density,
      },
      isDefault: true,
    },
  ];
}
