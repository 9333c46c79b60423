import { ANDROID_9, type AndroidVersion } from './android-version.ts';
import type { Rom } from './roms/rom.ts';
import { AOSP } from './roms/roms.ts';

/** The phone's system properties. */
export interface Properties {
  get(name: string): string;
  set(name: string, value: string): void;
  all(): ReadonlyMap<string, string>;
  /** What was set is lost, but for `persist.*`; what the build says stays. */
  reboot(): void;
}

export const IDENTITY = {
  product: 'telltale_handset',
  model: 'Handset',
  device: 'handset',
  manufacturer: 'Telltale',
};

/** Says of itself what it is: a simulation, of an AOSP phone with Android 9 unless it is told otherwise. */
export function createProperties(
  build: 'userdebug' | 'user',
  make: { readonly rom: Rom; readonly timeZone: string; readonly android?: AndroidVersion } = {
    rom: AOSP,
    timeZone: 'GMT',
  },
): Properties {
  const { rom, timeZone, android = ANDROID_9 } = make;
  const tags = build === 'user' ? 'release-keys' : 'test-keys';
  const values = new Map<string, string>([
    ['persist.sys.timezone', timeZone],
    ['persist.sys.locale', 'zh-CN'],
    ['ro.build.version.release', android.release],
    ['ro.build.version.sdk', String(android.api)],
    ['ro.build.version.codename', 'REL'],
    ['ro.build.type', build],
    ['ro.build.tags', tags],
    // Build.FINGERPRINT of AOSP's build/make: brand/name/device:release/id/incremental:type/tags.
    [
      'ro.build.fingerprint',
      `${rom.brand}/${IDENTITY.product}/${IDENTITY.device}:${android.release}/${rom.build.id}/${rom.build.incremental}:${build}/${tags}`,
    ],
    ['ro.build.id', rom.build.id],
    ['ro.build.display.id', rom.build.display],
    ['ro.build.version.incremental', rom.build.incremental],
    ['ro.build.characteristics', 'default'],
    ['ro.debuggable', build === 'user' ? '0' : '1'],
    ['ro.secure', '1'],
    ['ro.product.brand', rom.brand],
    ['ro.product.cpu.abi', 'arm64-v8a'],
    ['ro.product.device', IDENTITY.device],
    ['ro.product.manufacturer', rom.manufacturer],
    ['ro.product.model', IDENTITY.model],
    ['ro.product.name', IDENTITY.product],
    ['ro.sf.lcd_density', '420'],
    ['sys.boot_completed', '1'],
    ['dev.bootcomplete', '1'],
    ['init.svc.bootanim', 'stopped'],
    ...Object.entries(rom.properties),
  ]);
  const built = new Map(values);
  return {
    get: (name) => values.get(name) ?? '',
    set: (name, value) => void values.set(name, value),
    all: () => new Map([...values].sort(([a], [b]) => (a < b ? -1 : 1))),
    reboot() {
      for (const name of [...values.keys()]) if (!name.startsWith('persist.')) values.delete(name);
      for (const [name, value] of built) if (!values.has(name)) values.set(name, value);
    },
  };
}
