const BOOT_ACTIONS = ['android.intent.action.LOCKED_BOOT_COMPLETED', 'android.intent.action.BOOT_COMPLETED'];

/**
 * Broadcasts without an addressee that receivers of a manifest get whatever the app targets. From the list of exceptions
 * in developer.android.com/develop/background-work/background-tasks/broadcasts/broadcast-exceptions; only those that
 * this phone can send.
 */
const EXEMPT: ReadonlySet<string> = new Set([
  ...BOOT_ACTIONS,
  'android.intent.action.LOCALE_CHANGED',
  'android.intent.action.TIME_SET',
  'android.intent.action.TIMEZONE_CHANGED',
  'android.intent.action.PACKAGE_DATA_CLEARED',
  'android.intent.action.PACKAGE_FULLY_REMOVED',
  'android.intent.action.MEDIA_MOUNTED',
  'android.intent.action.MEDIA_UNMOUNTED',
]);

/** What only the system may send (`protected-broadcast` of core/res/AndroidManifest.xml); part of that list. */
const PROTECTED: ReadonlySet<string> = new Set([
  ...EXEMPT,
  'android.intent.action.ACTION_POWER_CONNECTED',
  'android.intent.action.ACTION_POWER_DISCONNECTED',
  'android.intent.action.ACTION_SHUTDOWN',
  'android.app.action.SCHEDULE_EXACT_ALARM_PERMISSION_STATE_CHANGED',
  'android.intent.action.AIRPLANE_MODE',
  'android.intent.action.BATTERY_CHANGED',
  'android.intent.action.BATTERY_LOW',
  'android.intent.action.BATTERY_OKAY',
  'android.intent.action.DEVICE_STORAGE_LOW',
  'android.intent.action.MY_PACKAGE_REPLACED',
  'android.intent.action.PACKAGE_ADDED',
  'android.intent.action.PACKAGE_REMOVED',
  'android.intent.action.PACKAGE_REPLACED',
  'android.intent.action.SCREEN_OFF',
  'android.intent.action.SCREEN_ON',
  'android.intent.action.USER_PRESENT',
  'android.net.conn.CONNECTIVITY_CHANGE',
]);

/** Not delivered to receivers of a manifest at all, ever: the constants' documentation in Intent.java. */
const REGISTERED_ONLY: ReadonlySet<string> = new Set([
  'android.intent.action.BATTERY_CHANGED',
  'android.intent.action.SCREEN_OFF',
  'android.intent.action.SCREEN_ON',
  'android.intent.action.TIME_TICK',
]);

const FIRST_LIMITED_TARGET = 26;
/** From target 24 on nobody hears of the network by its manifest (Android 7.0, Project Svelte). */
const FIRST_TARGET_WITHOUT_CONNECTIVITY = 24;

/** Whether a receiver of a manifest hears of a broadcast that has no addressee (background limits of Android 8). */
export function reachesManifest(action: string, targetSdk: number): boolean {
  if (REGISTERED_ONLY.has(action)) return false;
  if (action === 'android.net.conn.CONNECTIVITY_CHANGE') return targetSdk < FIRST_TARGET_WITHOUT_CONNECTIVITY;
  return targetSdk < FIRST_LIMITED_TARGET || EXEMPT.has(action);
}

export function isProtected(action: string): boolean {
  return PROTECTED.has(action);
}

export function isBoot(action: string): boolean {
  return BOOT_ACTIONS.includes(action);
}
