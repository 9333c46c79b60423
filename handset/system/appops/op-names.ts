/** What an operation may do: AppOpsManager.MODE_NAMES; `foreground` from Android 10 on. */
export type OpMode = 'allow' | 'ignore' | 'deny' | 'default' | 'foreground';

const MODES: readonly OpMode[] = ['allow', 'ignore', 'deny', 'default', 'foreground'];

/**
 * Names by number (AppOpsManager.sOpNames). Numbers never change, each version adds some at the end: the marks say with
 * which API level. Read in 10 and 11, and in the constants of a build of 16 (165 operations); how many 13 and 14
 * have is from memory of their _NUM_OP.
 */
const NAMES: readonly (readonly [since: number, names: string])[] = [
  [
    27,
    `COARSE_LOCATION FINE_LOCATION GPS VIBRATE READ_CONTACTS WRITE_CONTACTS READ_CALL_LOG WRITE_CALL_LOG READ_CALENDAR
    WRITE_CALENDAR WIFI_SCAN POST_NOTIFICATION NEIGHBORING_CELLS CALL_PHONE READ_SMS WRITE_SMS RECEIVE_SMS
    RECEIVE_EMERGECY_SMS RECEIVE_MMS RECEIVE_WAP_PUSH SEND_SMS READ_ICC_SMS WRITE_ICC_SMS WRITE_SETTINGS
    SYSTEM_ALERT_WINDOW ACCESS_NOTIFICATIONS CAMERA RECORD_AUDIO PLAY_AUDIO READ_CLIPBOARD WRITE_CLIPBOARD
    TAKE_MEDIA_BUTTONS TAKE_AUDIO_FOCUS AUDIO_MASTER_VOLUME AUDIO_VOICE_VOLUME AUDIO_RING_VOLUME AUDIO_MEDIA_VOLUME
    AUDIO_ALARM_VOLUME AUDIO_NOTIFICATION_VOLUME AUDIO_BLUETOOTH_VOLUME WAKE_LOCK MONITOR_LOCATION
    MONITOR_HIGH_POWER_LOCATION GET_USAGE_STATS MUTE_MICROPHONE TOAST_WINDOW PROJECT_MEDIA ACTIVATE_VPN WRITE_WALLPAPER
    ASSIST_STRUCTURE ASSIST_SCREENSHOT READ_PHONE_STATE ADD_VOICEMAIL USE_SIP PROCESS_OUTGOING_CALLS USE_FINGERPRINT
    BODY_SENSORS READ_CELL_BROADCASTS MOCK_LOCATION READ_EXTERNAL_STORAGE WRITE_EXTERNAL_STORAGE TURN_ON_SCREEN
    GET_ACCOUNTS RUN_IN_BACKGROUND AUDIO_ACCESSIBILITY_VOLUME READ_PHONE_NUMBERS REQUEST_INSTALL_PACKAGES
    PICTURE_IN_PICTURE INSTANT_APP_START_FOREGROUND ANSWER_PHONE_CALLS RUN_ANY_IN_BACKGROUND`,
  ],
  [
    28,
    `CHANGE_WIFI_STATE REQUEST_DELETE_PACKAGES BIND_ACCESSIBILITY_SERVICE ACCEPT_HANDOVER MANAGE_IPSEC_TUNNELS
    START_FOREGROUND BLUETOOTH_SCAN`,
  ],
  [
    29,
    `USE_BIOMETRIC ACTIVITY_RECOGNITION SMS_FINANCIAL_TRANSACTIONS READ_MEDIA_AUDIO WRITE_MEDIA_AUDIO READ_MEDIA_VIDEO
    WRITE_MEDIA_VIDEO READ_MEDIA_IMAGES WRITE_MEDIA_IMAGES LEGACY_STORAGE ACCESS_ACCESSIBILITY
    READ_DEVICE_IDENTIFIERS ACCESS_MEDIA_LOCATION`,
  ],
  [
    30,
    `QUERY_ALL_PACKAGES MANAGE_EXTERNAL_STORAGE INTERACT_ACROSS_PROFILES ACTIVATE_PLATFORM_VPN LOADER_USAGE_STATS
    deprecated AUTO_REVOKE_PERMISSIONS_IF_UNUSED AUTO_REVOKE_MANAGED_BY_INSTALLER NO_ISOLATED_STORAGE`,
  ],
  [
    33,
    `PHONE_CALL_MICROPHONE PHONE_CALL_CAMERA RECORD_AUDIO_HOTWORD MANAGE_ONGOING_CALLS MANAGE_CREDENTIALS
    USE_ICC_AUTH_WITH_DEVICE_IDENTIFIER RECORD_AUDIO_OUTPUT SCHEDULE_EXACT_ALARM FINE_LOCATION_SOURCE
    COARSE_LOCATION_SOURCE MANAGE_MEDIA BLUETOOTH_CONNECT UWB_RANGING ACTIVITY_RECOGNITION_SOURCE
    BLUETOOTH_ADVERTISE RECORD_INCOMING_PHONE_AUDIO NEARBY_WIFI_DEVICES ESTABLISH_VPN_SERVICE ESTABLISH_VPN_MANAGER
    ACCESS_RESTRICTED_SETTINGS RECEIVE_AMBIENT_TRIGGER_AUDIO`,
  ],
  [
    34,
    `RECEIVE_EXPLICIT_USER_INTERACTION_AUDIO RUN_USER_INITIATED_JOBS READ_MEDIA_VISUAL_USER_SELECTED
    SYSTEM_EXEMPT_FROM_SUSPENSION SYSTEM_EXEMPT_FROM_DISMISSIBLE_NOTIFICATIONS READ_WRITE_HEALTH_DATA
    FOREGROUND_SERVICE_SPECIAL_USE SYSTEM_EXEMPT_FROM_POWER_RESTRICTIONS SYSTEM_EXEMPT_FROM_HIBERNATION
    SYSTEM_EXEMPT_FROM_ACTIVITY_BG_START_RESTRICTION CAPTURE_CONSENTLESS_BUGREPORT_ON_USERDEBUG_BUILD
    deprecated USE_FULL_SCREEN_INTENT CAMERA_SANDBOXED RECORD_AUDIO_SANDBOXED`,
  ],
  [
    36,
    `RECEIVE_SANDBOX_TRIGGER_AUDIO deprecated CREATE_ACCESSIBILITY_OVERLAY MEDIA_ROUTING_CONTROL
    ENABLE_MOBILE_DATA_BY_USER RESERVED_FOR_TESTING RAPID_CLEAR_NOTIFICATIONS_BY_LISTENER
    READ_SYSTEM_GRAMMATICAL_GENDER deprecated ARCHIVE_ICON_OVERLAY UNARCHIVAL_CONFIRMATION EMERGENCY_LOCATION
    RECEIVE_SENSITIVE_NOTIFICATIONS READ_HEART_RATE READ_SKIN_TEMPERATURE RANGING READ_OXYGEN_SATURATION
    WRITE_SYSTEM_PREFERENCES CONTROL_AUDIO CONTROL_AUDIO_PARTIAL EYE_TRACKING_COARSE EYE_TRACKING_FINE
    FACE_TRACKING HAND_TRACKING HEAD_TRACKING SCENE_UNDERSTANDING_COARSE SCENE_UNDERSTANDING_FINE
    POST_PROMOTED_NOTIFICATIONS SYSTEM_APPLICATION_OVERLAY`,
  ],
];

/** In the order of their numbers. */
export function opNames(api: number): readonly string[] {
  const names = NAMES.filter(([since]) => since <= api).flatMap(([, some]) => some.split(/\s+/));
  return api < 31 ? names : names.map((name) => (name === 'TURN_ON_SCREEN' ? 'TURN_SCREEN_ON' : name));
}

/** Of an operation by its name, its number, or as `android:mock_location`. */
export function operationNamed(text: string, api: number): string | undefined {
  const names = opNames(api);
  if (/^\d+$/.test(text)) return names[Number(text)];
  const name = text.startsWith('android:') ? text.slice('android:'.length).toUpperCase() : text;
  return names.includes(name) && name !== 'deprecated' ? name : undefined;
}

/** By name, or by its number as far as the version has such a mode. */
export function modeNamed(text: string, api: number): OpMode | undefined {
  const modes = api < 29 ? MODES.slice(0, 4) : MODES;
  return modes.find((mode, number) => mode === text || String(number) === text);
}

/** AppOpsManager.sOpDefaultMode; every other operation is allowed. */
const DEFAULTS: ReadonlyMap<string, OpMode> = new Map<string, OpMode>([
  ['WRITE_SMS', 'ignore'],
  ['WRITE_SETTINGS', 'default'],
  ['SYSTEM_ALERT_WINDOW', 'default'],
  ['GET_USAGE_STATS', 'default'],
  ['PROJECT_MEDIA', 'ignore'],
  ['ACTIVATE_VPN', 'ignore'],
  ['MOCK_LOCATION', 'deny'],
  ['REQUEST_INSTALL_PACKAGES', 'default'],
  ['INSTANT_APP_START_FOREGROUND', 'default'],
  ['MANAGE_IPSEC_TUNNELS', 'deny'],
  ['SMS_FINANCIAL_TRANSACTIONS', 'default'],
  ['WRITE_MEDIA_AUDIO', 'deny'],
  ['WRITE_MEDIA_VIDEO', 'deny'],
  ['WRITE_MEDIA_IMAGES', 'deny'],
  ['LEGACY_STORAGE', 'default'],
  ['READ_DEVICE_IDENTIFIERS', 'deny'],
  ['QUERY_ALL_PACKAGES', 'default'],
  ['MANAGE_EXTERNAL_STORAGE', 'default'],
  ['INTERACT_ACROSS_PROFILES', 'default'],
  ['ACTIVATE_PLATFORM_VPN', 'ignore'],
  ['LOADER_USAGE_STATS', 'default'],
  ['AUTO_REVOKE_PERMISSIONS_IF_UNUSED', 'ignore'],
  ['AUTO_REVOKE_MANAGED_BY_INSTALLER', 'default'],
  // In the samples of an Android 10 and an Android 12, as rejected; sOpDefaultMode of 11.
  ['NO_ISOLATED_STORAGE', 'deny'],
  ['SCHEDULE_EXACT_ALARM', 'default'],
  ['MANAGE_MEDIA', 'default'],
  ['USE_FULL_SCREEN_INTENT', 'default'],
]);

export function defaultMode(name: string): OpMode {
  return DEFAULTS.get(name) ?? 'allow';
}

/** AppOpsManager.sOpToSwitch: whose mode decides, where it is not the operation's own. */
const SWITCHES: ReadonlyMap<string, string> = new Map([
  ...['FINE_LOCATION', 'GPS', 'WIFI_SCAN', 'NEIGHBORING_CELLS', 'MONITOR_LOCATION'].map(
    (name) => [name, 'COARSE_LOCATION'] as const,
  ),
  ['MONITOR_HIGH_POWER_LOCATION', 'COARSE_LOCATION'],
  ['RECEIVE_EMERGECY_SMS', 'RECEIVE_SMS'],
  ['READ_ICC_SMS', 'READ_SMS'],
  ['WRITE_ICC_SMS', 'WRITE_SMS'],
]);

/** From 12 on the precise place has a mode of its own. */
export function switchOf(name: string, api: number): string {
  if (name === 'FINE_LOCATION' && api >= 31) return name;
  return SWITCHES.get(name) ?? name;
}

/** AppOpsManager.sOpDisableReset of 11. */
export function survivesReset(name: string): boolean {
  return /^(?:READ_SMS|WRITE_SMS|RECEIVE_SMS|RECEIVE_WAP_PUSH|SEND_SMS|READ_CELL_BROADCASTS|NO_ISOLATED_STORAGE)$/.test(
    name,
  );
}

/** Permissions whose operation has another name than the permission's last part (sOpPerms, sOpToPerm). */
const OTHERWISE: ReadonlyMap<string, string> = new Map([
  ['ACCESS_COARSE_LOCATION', 'COARSE_LOCATION'],
  ['ACCESS_FINE_LOCATION', 'FINE_LOCATION'],
  ['PACKAGE_USAGE_STATS', 'GET_USAGE_STATS'],
  ['POST_NOTIFICATIONS', 'POST_NOTIFICATION'],
]);

/** The operation that belongs to a permission; undefined where there is none. */
export function operationOf(permission: string, api: number): string | undefined {
  const short = permission.slice(permission.lastIndexOf('.') + 1);
  const name = OTHERWISE.get(short) ?? short;
  return opNames(api).includes(name) ? name : undefined;
}
