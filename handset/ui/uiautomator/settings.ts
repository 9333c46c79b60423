import { ProtocolError } from './protocol-error.ts';
import type { RequestBody } from './request-body.ts';

type SettingValue = string | number | boolean;

/** The server's settings with their defaults (its package model.settings, read at 10.6.2). */
const DEFAULTS: Readonly<Record<string, SettingValue>> = {
  actionAcknowledgmentTimeout: 3_000,
  allowInvisibleElements: false,
  ignoreUnimportantViews: false,
  elementResponseAttributes: 'name,text',
  enableMultiWindows: false,
  enableNotificationListener: true,
  enableTopmostWindowFromActivePackage: false,
  keyInjectionDelay: 0,
  scrollAcknowledgmentTimeout: 200,
  shouldUseCompactResponses: true,
  waitForIdleTimeout: 10_000,
  waitForSelectorTimeout: 10_000,
  normalizeTagNames: false,
  enforceXPath1: false,
  disableIdLocatorAutocompletion: false,
  limitXPathContextScope: true,
  includeExtrasInPageSource: false,
  includeA11yActionsInPageSource: false,
  includeExtraRenderingInfo: false,
  shutdownOnPowerDisconnect: true,
  simpleBoundsCalculation: false,
  trackScrollEvents: true,
  wakeLockTimeout: 24 * 60 * 60 * 1_000,
  serverPort: 6790,
  mjpegServerPort: 7810,
  mjpegServerFramerate: 10,
  mjpegScalingFactor: 50,
  mjpegServerScreenshotQuality: 50,
  mjpegBilinearFiltering: false,
  useResourcesForOrientationDetection: false,
  snapshotMaxDepth: 70,
  currentDisplayId: 0,
  alwaysTraversableViewClasses: '',
  deferAccessibilityCacheReset: false,
  mapTestTagToResourceId: false,
};

const JAVA_TYPES = {
  string: 'java.lang.String',
  boolean: 'java.lang.Boolean',
  number: 'java.lang.Long',
} as const;

/** What a session is set to. */
export interface ServerSettings {
  all(): Readonly<Record<string, SettingValue>>;
  flag(name: string): boolean;
  words(name: string): readonly string[];
  /** Skips names that the server does not know, as it does; throws `invalid argument` for a value of another type. */
  update(wanted: RequestBody): void;
}

export function createServerSettings(): ServerSettings {
  const values = new Map(Object.entries(DEFAULTS));
  return {
    all: () => Object.fromEntries(values),
    flag: (name) => values.get(name) === true,
    words: (name) => String(values.get(name) ?? '').split(','),
    update(wanted) {
      for (const [name, value] of Object.entries(wanted)) {
        const known = values.get(name);
        if (known !== undefined) values.set(name, converted(name, value, known));
      }
    },
  };
}

function converted(name: string, value: unknown, known: SettingValue): SettingValue {
  if (typeof value === 'number' && typeof known === 'number') return Math.trunc(value);
  if (typeof value === 'string' && typeof known === 'string') return value;
  if (typeof value === 'boolean' && typeof known === 'boolean') return value;
  const expected = JAVA_TYPES[typeof known as keyof typeof JAVA_TYPES];
  const got = value === null ? 'null' : typeof value;
  throw new ProtocolError(
    'invalid argument',
    `Invalid '${name}' setting value type. Got: ${got}. Expected: ${expected}.`,
  );
}
