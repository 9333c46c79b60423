import type { Intent } from '../../app-parts.ts';
import type { Framework } from '../../system/framework.ts';
import { LOCALES } from './locales.ts';

/** What a receiver sets before it is done: Activity.RESULT_OK is -1. */
export interface ReceiverAnswer {
  readonly code: -1 | 0;
  readonly text: string;
}

const HELPER = 'io.appium.settings';
const APPIUM_IME = `${HELPER}/.AppiumIME`;

type Receiver = (framework: Framework, intent: Intent) => ReceiverAnswer | Promise<ReceiverAnswer>;

/**
 * The receivers of Appium's settings helper, whose code cannot run here, by the actions that its sources name
 * (io.appium.settings, read in 2026). Those that are not here are received by nobody, as by an older helper.
 */
const RECEIVERS: ReadonlyMap<string, Receiver> = new Map<string, Receiver>([
  [`${HELPER}.clipboard.get`, clipboard],
  [`${HELPER}.location`, place],
  [`${HELPER}.scan_media`, scanMedia],
  [`${HELPER}.locale`, setLocale],
  [`${HELPER}.list_locales`, listLocales],
  [`${HELPER}.animation`, animation],
]);

/** What the helper answers a broadcast; `undefined` when it is not installed or has no receiver for it. */
export async function helperAnswer(
  framework: Framework,
  intent: Intent,
): Promise<ReceiverAnswer | undefined> {
  if (framework.packages.get(HELPER) === undefined) return undefined;
  if ((intent.component?.package ?? HELPER) !== HELPER) return undefined;
  const receiver = RECEIVERS.get(intent.action ?? '');
  return receiver === undefined ? undefined : await receiver(framework, intent);
}

const CANCELED: ReceiverAnswer = { code: 0, text: '' };

/** From Android 10 on only the app with the focus and the keyboard see it: the driver makes the helper the keyboard. */
function clipboard({ android, clipboard: copied, settings }: Framework): ReceiverAnswer {
  const keyboard = settings.get('secure', 'default_input_method');
  const sees = android.api < 29 || keyboard === APPIUM_IME;
  return { code: -1, text: sees ? Buffer.from(copied.get(), 'utf8').toString('base64') : '' };
}

function place({ location }: Framework): ReceiverAnswer {
  const position = location.position();
  if (position === undefined) return CANCELED;
  const { latitude, longitude } = position;
  return { code: -1, text: `${latitude.toFixed(7)} ${longitude.toFixed(7)} ${(0).toFixed(7)}` };
}

/** The scan itself is the media provider's, and nobody waits for it. */
async function scanMedia({ files, media }: Framework, { extras }: Intent): Promise<ReceiverAnswer> {
  const { path } = extras;
  if (path === undefined || !(await files.exists(path))) return CANCELED;
  await media.scan(path.replace(/^\/sdcard(?=\/|$)/, '/storage/emulated/0'));
  return { code: -1, text: '' };
}

function setLocale({ packages, properties }: Framework, { extras }: Intent): ReceiverAnswer {
  const [language, country] = [extras.lang ?? 'en', extras.country ?? 'US'];
  const tag = [language, extras.script, country].filter((part) => part !== undefined).join('-');
  const known = LOCALES.includes(`${language}-${country}`);
  const shown = `${language}_${country}${extras.script === undefined ? '' : `_#${extras.script}`}`;
  if (!known || !/^[A-Za-z0-9-]{2,32}$/.test(tag))
    return { code: 0, text: `The locale ${shown} is not known` };
  // Appium installs its helper with -g, which gives what `development` protects too; the installer here gives less.
  const asked =
    packages.get(HELPER)?.permissions.includes('android.permission.CHANGE_CONFIGURATION') ?? false;
  if (!asked) return { code: 0, text: 'java.lang.reflect.InvocationTargetException: null' };
  properties.set('persist.sys.locale', tag);
  return { code: -1, text: shown };
}

function listLocales(): ReceiverAnswer {
  const items = LOCALES.map((tag) => {
    const [language = '', country = ''] = tag.split('-');
    return { language, country };
  });
  return { code: -1, text: Buffer.from(JSON.stringify({ items })).toString('base64') };
}

const SCALES = ['window_animation_scale', 'transition_animation_scale', 'animator_duration_scale'];

function animation({ settings }: Framework, { extras }: Intent): ReceiverAnswer {
  const { setstatus } = extras;
  if (setstatus !== 'enable' && setstatus !== 'disable') return CANCELED;
  for (const scale of SCALES) settings.put('global', scale, setstatus === 'enable' ? '1.0' : '0.0');
  return { code: -1, text: '' };
}
