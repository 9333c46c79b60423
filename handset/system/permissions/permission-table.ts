/** What the platform itself declares of a permission (frameworks/base core/res/AndroidManifest.xml). */
export interface PlatformPermission {
  readonly name: string;
  readonly protection: Protection;
  /** The first API level that has it. */
  readonly since: number;
  /** Of a dangerous one: the last part of the group's name, as a dialog asks for it. */
  readonly group?: string;
}

/**
 * `development`: signature, but `pm grant` may give it. `appop`: signature, but the owner may give it by an operation.
 * Levels that say more (`privileged`, `instant`, …) are left out: no app here meets them.
 */
export type Protection = 'dangerous' | 'normal' | 'signature' | 'development' | 'appop';

/**
 * Dangerous ones by group and first API level. Groups are those of PermissionController's PermissionMapping (read in
 * GrapheneOS' copy, 2024-03), which is what dialogs go by from 29 on; up to 28 the manifest says the same, but for the
 * call log, which is in PHONE up to 27. Read in the manifests of 29 and 30; levels of later ones from the documentation
 * of `android.Manifest.permission`.
 */
const DANGEROUS: readonly (readonly [group: string, since: number, names: string])[] = [
  ['CONTACTS', 23, 'READ_CONTACTS WRITE_CONTACTS GET_ACCOUNTS'],
  ['CALENDAR', 23, 'READ_CALENDAR WRITE_CALENDAR'],
  ['SMS', 23, 'SEND_SMS RECEIVE_SMS READ_SMS RECEIVE_WAP_PUSH RECEIVE_MMS READ_CELL_BROADCASTS'],
  ['STORAGE', 23, 'READ_EXTERNAL_STORAGE WRITE_EXTERNAL_STORAGE'],
  ['STORAGE', 29, 'ACCESS_MEDIA_LOCATION'],
  ['READ_MEDIA_VISUAL', 33, 'READ_MEDIA_IMAGES READ_MEDIA_VIDEO'],
  ['READ_MEDIA_VISUAL', 34, 'READ_MEDIA_VISUAL_USER_SELECTED'],
  ['READ_MEDIA_AURAL', 33, 'READ_MEDIA_AUDIO'],
  ['LOCATION', 23, 'ACCESS_FINE_LOCATION ACCESS_COARSE_LOCATION'],
  ['LOCATION', 29, 'ACCESS_BACKGROUND_LOCATION'],
  ['CALL_LOG', 23, 'READ_CALL_LOG WRITE_CALL_LOG PROCESS_OUTGOING_CALLS'],
  ['PHONE', 23, 'READ_PHONE_STATE CALL_PHONE USE_SIP'],
  ['PHONE', 26, 'READ_PHONE_NUMBERS ANSWER_PHONE_CALLS'],
  ['PHONE', 28, 'ACCEPT_HANDOVER'],
  ['PHONE', 23, 'com.android.voicemail.permission.ADD_VOICEMAIL'],
  ['MICROPHONE', 23, 'RECORD_AUDIO'],
  ['ACTIVITY_RECOGNITION', 29, 'ACTIVITY_RECOGNITION'],
  ['CAMERA', 23, 'CAMERA'],
  ['SENSORS', 23, 'BODY_SENSORS'],
  ['SENSORS', 33, 'BODY_SENSORS_BACKGROUND'],
  ['NEARBY_DEVICES', 31, 'BLUETOOTH_SCAN BLUETOOTH_CONNECT BLUETOOTH_ADVERTISE UWB_RANGING'],
  ['NEARBY_DEVICES', 33, 'NEARBY_WIFI_DEVICES'],
  ['NEARBY_DEVICES', 36, 'RANGING'],
  ['NOTIFICATIONS', 33, 'POST_NOTIFICATIONS'],
];

/** The others, by level and first API level; what an app of the store may ask for, not all of the 588 of API 30. */
const OTHERS: readonly (readonly [protection: Protection, since: number, names: string])[] = [
  [
    'normal',
    23,
    `INTERNET ACCESS_NETWORK_STATE ACCESS_WIFI_STATE CHANGE_WIFI_STATE CHANGE_NETWORK_STATE
    CHANGE_WIFI_MULTICAST_STATE BLUETOOTH BLUETOOTH_ADMIN NFC VIBRATE WAKE_LOCK TRANSMIT_IR MODIFY_AUDIO_SETTINGS
    DISABLE_KEYGUARD GET_TASKS REORDER_TASKS RESTART_PACKAGES KILL_BACKGROUND_PROCESSES SET_WALLPAPER
    SET_WALLPAPER_HINTS EXPAND_STATUS_BAR READ_SYNC_SETTINGS WRITE_SYNC_SETTINGS READ_SYNC_STATS GET_PACKAGE_SIZE
    RECEIVE_BOOT_COMPLETED BROADCAST_STICKY REQUEST_IGNORE_BATTERY_OPTIMIZATIONS ACCESS_NOTIFICATION_POLICY
    ACCESS_LOCATION_EXTRA_COMMANDS USE_FINGERPRINT FLASHLIGHT PERSISTENT_ACTIVITY READ_USER_DICTIONARY
    AUTHENTICATE_ACCOUNTS MANAGE_ACCOUNTS USE_CREDENTIALS WRITE_SMS
    com.android.alarm.permission.SET_ALARM com.android.launcher.permission.INSTALL_SHORTCUT
    com.android.launcher.permission.UNINSTALL_SHORTCUT`,
  ],
  ['normal', 26, 'MANAGE_OWN_CALLS REQUEST_DELETE_PACKAGES REQUEST_COMPANION_RUN_IN_BACKGROUND'],
  ['normal', 26, 'REQUEST_COMPANION_USE_DATA_IN_BACKGROUND READ_INSTALL_SESSIONS'],
  ['normal', 28, 'FOREGROUND_SERVICE USE_BIOMETRIC NFC_TRANSACTION_EVENT'],
  ['normal', 29, 'USE_FULL_SCREEN_INTENT REQUEST_PASSWORD_COMPLEXITY CALL_COMPANION_APP'],
  ['normal', 30, 'QUERY_ALL_PACKAGES NFC_PREFERRED_PAYMENT_INFO'],
  ['normal', 31, 'HIDE_OVERLAY_WINDOWS UPDATE_PACKAGES_WITHOUT_USER_ACTION HIGH_SAMPLING_RATE_SENSORS'],
  ['normal', 33, 'USE_EXACT_ALARM READ_BASIC_PHONE_STATE'],
  [
    'normal',
    34,
    `DETECT_SCREEN_CAPTURE FOREGROUND_SERVICE_CAMERA FOREGROUND_SERVICE_CONNECTED_DEVICE
    FOREGROUND_SERVICE_DATA_SYNC FOREGROUND_SERVICE_HEALTH FOREGROUND_SERVICE_LOCATION
    FOREGROUND_SERVICE_MEDIA_PLAYBACK FOREGROUND_SERVICE_MEDIA_PROJECTION FOREGROUND_SERVICE_MICROPHONE
    FOREGROUND_SERVICE_PHONE_CALL FOREGROUND_SERVICE_REMOTE_MESSAGING FOREGROUND_SERVICE_SPECIAL_USE
    FOREGROUND_SERVICE_SYSTEM_EXEMPTED ENFORCE_UPDATE_OWNERSHIP RUN_USER_INITIATED_JOBS`,
  ],
  ['normal', 35, 'DETECT_SCREEN_RECORDING FOREGROUND_SERVICE_MEDIA_PROCESSING'],
  ['appop', 23, 'SYSTEM_ALERT_WINDOW WRITE_SETTINGS PACKAGE_USAGE_STATS ACCESS_NOTIFICATIONS'],
  ['appop', 26, 'REQUEST_INSTALL_PACKAGES INSTANT_APP_FOREGROUND_SERVICE'],
  ['appop', 30, 'MANAGE_EXTERNAL_STORAGE LOADER_USAGE_STATS INTERACT_ACROSS_PROFILES'],
  ['appop', 31, 'SCHEDULE_EXACT_ALARM MANAGE_MEDIA'],
  [
    'development',
    23,
    `WRITE_SECURE_SETTINGS DUMP READ_LOGS SET_DEBUG_APP SET_PROCESS_LIMIT SET_ALWAYS_FINISH BATTERY_STATS
    SIGNAL_PERSISTENT_PROCESSES CHANGE_CONFIGURATION SET_ANIMATION_SCALE GET_APP_OPS_STATS INTERACT_ACROSS_USERS`,
  ],
  [
    'signature',
    23,
    `INSTALL_PACKAGES DELETE_PACKAGES REBOOT SHUTDOWN STATUS_BAR INJECT_EVENTS READ_FRAME_BUFFER
    CAPTURE_VIDEO_OUTPUT CAPTURE_AUDIO_OUTPUT MOUNT_UNMOUNT_FILESYSTEMS WRITE_MEDIA_STORAGE FORCE_STOP_PACKAGES
    CLEAR_APP_USER_DATA DELETE_CACHE_FILES GRANT_RUNTIME_PERMISSIONS REVOKE_RUNTIME_PERMISSIONS
    INTERACT_ACROSS_USERS_FULL MANAGE_USERS MODIFY_PHONE_STATE READ_PRIVILEGED_PHONE_STATE MASTER_CLEAR
    CONNECTIVITY_INTERNAL CHANGE_COMPONENT_ENABLED_STATE DEVICE_POWER UPDATE_DEVICE_STATS UPDATE_APP_OPS_STATS
    BIND_ACCESSIBILITY_SERVICE BIND_NOTIFICATION_LISTENER_SERVICE BIND_DEVICE_ADMIN BIND_INPUT_METHOD
    BIND_VPN_SERVICE BIND_WALLPAPER BIND_JOB_SERVICE`,
  ],
];

const full = (name: string): string => (name.includes('.') ? name : `android.permission.${name}`);
const each = (names: string): readonly string[] => names.split(/\s+/).map(full);

const PLATFORM: ReadonlyMap<string, PlatformPermission> = new Map(
  [
    ...DANGEROUS.flatMap(([group, since, names]) =>
      each(names).map((name) => ({ name, protection: 'dangerous' as const, since, group })),
    ),
    ...OTHERS.flatMap(([protection, since, names]) =>
      each(names).map((name) => ({ name, protection, since })),
    ),
  ].map((one) => [one.name, one]),
);

/** The platform's permissions on that API level, dangerous ones first. */
export function platformPermissions(api: number): readonly PlatformPermission[] {
  return [...PLATFORM.values()].filter(({ since }) => since <= api).map((one) => onApi(one, api));
}

/** Undefined for a name that this platform does not declare. */
export function platformPermission(name: string, api: number): PlatformPermission | undefined {
  const found = PLATFORM.get(name);
  return found === undefined || found.since > api ? undefined : onApi(found, api);
}

function onApi(one: PlatformPermission, api: number): PlatformPermission {
  if (one.group === 'CALL_LOG' && api < 28) return { ...one, group: 'PHONE' };
  // PermissionMapping moves it where reading of images goes.
  if (one.name.endsWith('.ACCESS_MEDIA_LOCATION') && api >= 33) return { ...one, group: 'READ_MEDIA_VISUAL' };
  return one;
}
