import type { AndroidVersion } from './android-version.ts';
import type { Rom } from './roms/rom.ts';

/** What the phone says it is; a simulation, whoever's Android it has. */
export const IDENTITY = {
  product: 'telltale_handset',
  model: 'Handset',
  device: 'handset',
  manufacturer: 'Telltale',
};

export interface PropertyMake {
  readonly rom: Rom;
  readonly timeZone: string;
  readonly android: AndroidVersion;
  readonly build: 'userdebug' | 'user';
}

type Entries = readonly (readonly [name: string, value: string])[];

/** By version: a bulletin of its time, and what Android warns about (build/core/version_defaults.mk; getprop of phones). */
const OF_VERSION: readonly { readonly api: number; readonly patch: string; readonly minTarget?: string }[] = [
  { api: 27, patch: '2018-06-05' },
  { api: 28, patch: '2019-08-05', minTarget: '17' },
  { api: 29, patch: '2020-09-05', minTarget: '23' },
  { api: 30, patch: '2021-08-05', minTarget: '23' },
  { api: 33, patch: '2023-08-05', minTarget: '23' },
  { api: 34, patch: '2024-08-05', minTarget: '28' },
  { api: 36, patch: '2025-08-05', minTarget: '28' },
];
const BUILT_AT = 'Sat Feb 16 10:15:00 UTC 2019';
const BUILT_AT_SECONDS = '1550312100';
/** Services of init that run on every phone of these versions. */
const RUNNING =
  'adbd audioserver cameraserver drm gatekeeperd hwservicemanager installd keystore lmkd logd media mediaextractor netd servicemanager surfaceflinger ueventd vold zygote zygote_secondary';

/** The properties of a phone that has booted, without those of its maker. */
export function buildProperties(make: PropertyMake): Entries {
  return [
    ...versionEntries(make),
    ...buildEntries(make),
    ...productEntries(make),
    ...partitionEntries(make),
    ...stateEntries(make),
    ...RUNNING.split(' ').map((name) => [`init.svc.${name}`, 'running'] as const),
  ];
}

function versionEntries({ android: { api, release }, rom }: PropertyMake): Entries {
  const of = OF_VERSION.findLast((one) => one.api <= api);
  const since = (first: number, ...entries: Entries): Entries => (api >= first ? entries : []);
  const name = (word: string): string => `ro.build.version.${word}`;
  return [
    [name('all_codenames'), 'REL'],
    [name('base_os'), ''],
    [name('codename'), 'REL'],
    [name('incremental'), rom.build.incremental],
    [name('preview_sdk'), '0'],
    [name('release'), release],
    [name('sdk'), String(api)],
    [name('security_patch'), of?.patch ?? ''],
    ...since(28, [name('min_supported_target_sdk'), of?.minTarget ?? '']),
    ...since(29, [name('preview_sdk_fingerprint'), 'REL']),
    ...since(30, [name('release_or_codename'), release]),
    ...since(33, [name('release_or_preview_display'), release]),
    ...since(36, [name('sdk_full'), `${api}.0`]),
  ];
}

/** Build.FINGERPRINT of AOSP's build/make: brand/name/device:release/id/incremental:type/tags. */
function fingerprint({ android, rom, build }: PropertyMake): string {
  const place = `${rom.brand}/${IDENTITY.product}/${IDENTITY.device}`;
  return `${place}:${android.release}/${rom.build.id}/${rom.build.incremental}:${build}/${tagsOf(build)}`;
}

function tagsOf(build: PropertyMake['build']): string {
  return build === 'user' ? 'release-keys' : 'test-keys';
}

function buildEntries(make: PropertyMake): Entries {
  const { android, rom, build } = make;
  const tags = tagsOf(build);
  return [
    ['ro.build.characteristics', 'default'],
    ['ro.build.date', BUILT_AT],
    ['ro.build.date.utc', BUILT_AT_SECONDS],
    [
      'ro.build.description',
      `${IDENTITY.product}-${build} ${android.release} ${rom.build.id} ${rom.build.incremental} ${tags}`,
    ],
    ['ro.build.display.id', rom.build.display],
    ['ro.build.fingerprint', fingerprint(make)],
    ['ro.build.flavor', `${IDENTITY.product}-${build}`],
    ['ro.build.host', 'handset'],
    ['ro.build.id', rom.build.id],
    ['ro.build.product', IDENTITY.device],
    ['ro.build.tags', tags],
    ['ro.build.type', build],
    ['ro.build.user', 'telltale'],
  ];
}

function productEntries({ android: { api }, rom }: PropertyMake): Entries {
  return [
    ['ro.product.board', IDENTITY.device],
    ['ro.product.brand', rom.brand],
    ['ro.product.cpu.abi', 'arm64-v8a'],
    ['ro.product.cpu.abilist', 'arm64-v8a,armeabi-v7a,armeabi'],
    ['ro.product.cpu.abilist32', 'armeabi-v7a,armeabi'],
    ['ro.product.cpu.abilist64', 'arm64-v8a'],
    ['ro.product.device', IDENTITY.device],
    ['ro.product.first_api_level', String(api)],
    ['ro.product.locale', 'zh-CN'],
    ['ro.product.manufacturer', rom.manufacturer],
    ['ro.product.model', IDENTITY.model],
    ['ro.product.name', IDENTITY.product],
  ];
}

/** Each partition says of itself what it is: from Android 10 on in one form, `vendor` in another before. */
function partitionEntries(make: PropertyMake): Entries {
  const { android, rom } = make;
  const said = [
    ['brand', rom.brand],
    ['device', IDENTITY.device],
    ['manufacturer', rom.manufacturer],
    ['model', IDENTITY.model],
    ['name', IDENTITY.product],
  ] as const;
  const date: Entries = [
    ['ro.vendor.build.date', BUILT_AT],
    ['ro.vendor.build.date.utc', BUILT_AT_SECONDS],
    ['ro.vendor.build.fingerprint', fingerprint(make)],
  ];
  if (android.api < 28) return date;
  if (android.api < 29)
    return [...date, ...said.map(([name, value]) => [`ro.vendor.product.${name}`, value] as const)];
  const partitions = ['odm', 'product', 'system', 'vendor', ...(android.api < 30 ? [] : ['system_ext'])];
  return partitions.flatMap((partition) => [
    ...said.map(([name, value]) => [`ro.product.${partition}.${name}`, value] as const),
    [`ro.${partition}.build.date`, BUILT_AT] as const,
    [`ro.${partition}.build.date.utc`, BUILT_AT_SECONDS] as const,
    [`ro.${partition}.build.fingerprint`, fingerprint(make)] as const,
    [`ro.${partition}.build.id`, rom.build.id] as const,
    [`ro.${partition}.build.tags`, tagsOf(make.build)] as const,
    [`ro.${partition}.build.type`, make.build] as const,
    [`ro.${partition}.build.version.incremental`, rom.build.incremental] as const,
    [`ro.${partition}.build.version.release`, android.release] as const,
    [`ro.${partition}.build.version.sdk`, String(android.api)] as const,
  ]);
}

/** How the phone runs: locked as one that is sold, encrypted by file, with both zygotes. */
function stateEntries({ android: { api }, timeZone, build }: PropertyMake): Entries {
  const user = build === 'user';
  return [
    ['dalvik.vm.heapgrowthlimit', '192m'],
    ['dalvik.vm.heapsize', '512m'],
    ['dev.bootcomplete', '1'],
    ['init.svc.bootanim', 'stopped'],
    ['persist.sys.dalvik.vm.lib.2', 'libart.so'],
    ['persist.sys.locale', 'zh-CN'],
    ['persist.sys.timezone', timeZone],
    ['persist.sys.usb.config', 'adb'],
    ['ro.adb.secure', user ? '1' : '0'],
    ['ro.allow.mock.location', '0'],
    ['ro.boot.flash.locked', user ? '1' : '0'],
    ['ro.boot.hardware', IDENTITY.device],
    ['ro.boot.serialno', 'SIMULATED'],
    ['ro.boot.vbmeta.device_state', user ? 'locked' : 'unlocked'],
    ['ro.boot.verifiedbootstate', user ? 'green' : 'orange'],
    ['ro.bootloader', 'unknown'],
    ['ro.bootmode', 'unknown'],
    ['ro.crypto.state', 'encrypted'],
    ['ro.crypto.type', 'file'],
    ['ro.debuggable', user ? '0' : '1'],
    ['ro.hardware', IDENTITY.device],
    ['ro.opengles.version', '196610'],
    ['ro.secure', '1'],
    ['ro.serialno', 'SIMULATED'],
    ['ro.sf.lcd_density', '420'],
    ['ro.treble.enabled', 'true'],
    ['ro.vndk.version', String(api)],
    ['ro.zygote', 'zygote64_32'],
    ['service.bootanim.exit', '1'],
    ['sys.boot_completed', '1'],
    ['sys.usb.config', 'adb'],
    ['sys.usb.state', 'adb'],
    ['wifi.interface', 'wlan0'],
    ...(api < 29 ? [] : [['ro.apex.updatable', 'true'] as const]),
  ];
}
