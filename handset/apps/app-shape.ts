import { z } from 'zod';
import type { ActivityManifest, App, AppHandlers, AppManifest, ScreenOrientation } from '../app-parts.ts';
import type { ForegroundType, ReceiverManifest, ServiceManifest } from '../component-parts.ts';
import type { NetworkDeclaration, Pins } from '../network-parts.ts';
import { complaints } from './complaints.ts';
import { checkingIntents } from './intent-shape.ts';

/** An app of somebody else's, or everything that is wrong with it: one sentence for each bad field. */
export type CheckedApp =
  | { readonly kind: 'app'; readonly app: App }
  | { readonly kind: 'misshapen'; readonly complaints: readonly string[] };

// Java's names, as PackageParser.validateName of AOSP asks for them. They become paths on the phone.
const NAME = /^[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)+$/;
/** Inner classes have a dollar sign in their names. */
const CLASS_NAME = /^[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_$]*)+$/;
const HOST_PATTERN = /^(?:\*\.)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/;
const PIN = /^[A-Za-z0-9+/]{43}=$/;
const PEM = /^\s*-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s-]+-----END CERTIFICATE-----\s*$/;
const ONE_LINE = /^[^\p{Cc}]+$/u;

const words = (say: string) =>
  z.array(z.string({ error: say }).regex(ONE_LINE, { error: say }), { error: say });
const flag = (say: string) => z.boolean({ error: say });
const whole = (say: string) => z.int({ error: say }).min(1, { error: say });
const text = (say: string, form = ONE_LINE) => z.string({ error: say }).regex(form, { error: say });
const group = (say: string) => ({
  error: (issue: { code: string }) => (issue.code === 'invalid_type' ? say : undefined),
});

// `satisfies` has the compiler ask for a line here when the interface gets a field.
const FILTER = z.strictObject(
  {
    actions: words('an intent is matched by it: give a list of action names'),
    categories: words('an intent is matched by it: give a list of category names, [] for none'),
    schemes: words(
      'it is for intents with a URI: give a list such as ["https"], or leave it out',
    ).exactOptional(),
  } satisfies Record<keyof ActivityManifest['filters'][number], z.ZodType>,
  group('give an object with actions and categories'),
);
const ORIENTATIONS = [
  'unspecified',
  'nosensor',
  'portrait',
  'landscape',
  'reversePortrait',
  'reverseLandscape',
  'sensorPortrait',
  'sensorLandscape',
] as const satisfies readonly ScreenOrientation[];
const ACTIVITY = z.strictObject(
  {
    name: text(
      'am and the home screen start it by its name: give a full class name, such as org.example.clock.Main',
      CLASS_NAME,
    ),
    orientation: z
      .enum(ORIENTATIONS, { error: 'the display turns to it: give a screenOrientation, or leave it out' })
      .exactOptional(),
    exported: flag('say whether other apps may start it, or leave it out').exactOptional(),
    filters: z.array(FILTER, { error: 'intents find the activity by it: give a list, [] for none' }),
  } satisfies Record<keyof ActivityManifest, z.ZodType>,
  group('give an object with name and filters'),
);
const PINS = z.strictObject(
  {
    host: text('it says whose certificates: give a host, or *. and a domain', HOST_PATTERN),
    sha256: z
      .array(text('a pin is the base64 of a SHA-256, 44 characters long', PIN), {
        error: 'one of these keys must be in the chain: give a list of pins',
      })
      .min(1, { error: 'without a pin every host is refused: give at least one' }),
    checkedBy: z.enum(['system', 'client'], {
      error: 'it decides how a wrong key shows: say system (by an alert) or client (after the handshake)',
    }),
    closesAfterMs: z
      .int({ error: 'say a number of milliseconds, or leave it out' })
      .min(0, { error: 'say a number of milliseconds, or leave it out' })
      .exactOptional(),
  } satisfies Record<keyof Pins, z.ZodType>,
  group('give an object with host, sha256 and checkedBy'),
);
const NETWORK = z.strictObject(
  {
    trustsUserCertificates: flag('say true or false, or leave it out').exactOptional(),
    ignoresProxy: flag('say true or false, or leave it out').exactOptional(),
    permitsCleartext: flag('say true or false, or leave it out').exactOptional(),
    pins: z.array(PINS, { error: 'give a list, or leave it out' }).exactOptional(),
    bundledAuthorities: z
      .array(text('give certificates in PEM', PEM), { error: 'give a list of PEM texts, or leave it out' })
      .exactOptional(),
  } satisfies Record<keyof NetworkDeclaration, z.ZodType>,
  group('give an object, or leave it out'),
);
const TYPES = [
  'camera',
  'connectedDevice',
  'dataSync',
  'health',
  'location',
  'mediaPlayback',
  'mediaProjection',
  'microphone',
  'phoneCall',
  'remoteMessaging',
  'shortService',
  'specialUse',
] as const satisfies readonly ForegroundType[];
const CLASS = 'it is started by its name: give a full class name, such as org.example.clock.Ticker';
const SERVICE = z.strictObject(
  {
    name: text(CLASS, CLASS_NAME),
    exported: flag('whether others may start it: say true or false, or leave it out').exactOptional(),
    foregroundTypes: z
      .array(z.enum(TYPES, { error: `give one of: ${TYPES.join(', ')}` }), {
        error: 'give a list of types, or leave it out',
      })
      .exactOptional(),
    jobs: flag('whether it runs jobs: say true or false, or leave it out').exactOptional(),
  } satisfies Record<keyof ServiceManifest, z.ZodType>,
  group('give an object with name'),
);
const RECEIVER = z.strictObject(
  {
    name: text(CLASS, CLASS_NAME),
    actions: words('broadcasts are matched by it: give a list of action names'),
    exported: flag('whether others may send to it: say true or false, or leave it out').exactOptional(),
    permission: text('give the full name of a permission, or leave it out', NAME).exactOptional(),
  } satisfies Record<keyof ReceiverManifest, z.ZodType>,
  group('give an object with name and actions'),
);
const MANIFEST = z.strictObject(
  {
    package: text(
      'its directories are named after it: give at least two words joined by dots, such as org.example.clock',
      NAME,
    ),
    label: text('the home screen shows it: give one line of text'),
    versionName: text('dumpsys package prints it: give one line of text, such as "1.0"'),
    versionCode: whole('pm compares it: give a whole number from 1 up'),
    minSdk: whole('pm prints it: give a whole number from 1 up, such as 21'),
    targetSdk: whole('it decides whose certificates are trusted: give a whole number from 1 up, such as 28'),
    permissions: z.array(text('give full names, such as android.permission.INTERNET', NAME), {
      error: 'what is not listed is refused: give a list of full names, [] for none',
    }),
    grants: z
      .array(text('give full names, such as android.permission.CAMERA', NAME), {
        error: 'the owner has allowed these before: give a list of names, or leave it out for all',
      })
      .exactOptional(),
    debuggable: flag('run-as depends on it: say true or false'),
    allowBackup: flag('adb backup depends on it: say true or false, or leave it out').exactOptional(),
    system: flag('it decides whether the app can be removed: say true or false'),
    requestLegacyExternalStorage: flag('say true or false, or leave it out').exactOptional(),
    activities: z
      .array(ACTIVITY, { error: 'an app without them shows nothing: give a list of them' })
      .min(1, { error: 'an app without them shows nothing: give at least one' }),
    network: NETWORK.exactOptional(),
    services: z
      .array(SERVICE, { error: 'they are started by their names: give a list, or leave it out' })
      .exactOptional(),
    receivers: z
      .array(RECEIVER, { error: 'broadcasts find them: give a list, or leave it out' })
      .exactOptional(),
  } satisfies Record<keyof AppManifest, z.ZodType>,
  group('the phone installs what it says: give an object with package, label, versionName and so on'),
);

const code = (say: string) => z.custom<unknown>((value) => typeof value === 'function', { error: say });
const APP = z.object(
  {
    manifest: MANIFEST,
    start: code('the phone calls it in each new process: give a function that returns the handlers'),
  } satisfies Record<keyof App, z.ZodType>,
  { error: 'the phone installs it: say export default { manifest: { … }, start(process) { … } }' },
);
const HANDLERS_AT_ONCE = 'the phone needs them at once: give an object with onStart, and load later';
const HANDLERS = z.object(
  {
    onStart: code('an activity shows something by it: give a function'),
    onResume: code('give a function, or leave it out').optional(),
    onPause: code('give a function, or leave it out').optional(),
    onStop: code('give a function, or leave it out').optional(),
    onDestroy: code('give a function, or leave it out').optional(),
    onTrimMemory: code('give a function, or leave it out').optional(),
    onConfigurationChanged: code('give a function, or leave it out').optional(),
    onKey: code('give a function, or leave it out').optional(),
    onStartCommand: code('give a function, or leave it out').optional(),
    onServiceDestroyed: code('give a function, or leave it out').optional(),
    onReceive: code('give a function, or leave it out').optional(),
    onStartJob: code('give a function, or leave it out').optional(),
  } satisfies Record<keyof AppHandlers, z.ZodType>,
  { error: HANDLERS_AT_ONCE },
);

/** Checks what came from outside the project; an app that passes checks its own handlers at each start. */
export function checkApp(exported: unknown): CheckedApp {
  const checked = APP.safeParse(exported, { reportInput: true });
  if (!checked.success)
    return {
      kind: 'misshapen',
      complaints: checked.error.issues.flatMap((issue) => complaints('the default export', issue)),
    };
  const app = exported as App;
  return {
    kind: 'app',
    app: {
      manifest: checked.data.manifest,
      start: (process) => checkHandlers(app.start(checkingIntents(process))),
    },
  };
}

function checkHandlers(handlers: AppHandlers): AppHandlers {
  if (handlers instanceof Promise) throw new Error(`what start returned is a promise; ${HANDLERS_AT_ONCE}`);
  const { error } = HANDLERS.safeParse(handlers, { reportInput: true });
  if (error === undefined) return handlers;
  throw new Error(error.issues.flatMap((issue) => complaints('what start returned', issue)).join('\n'));
}
