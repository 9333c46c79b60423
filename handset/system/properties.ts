import { ANDROID_9, type AndroidVersion } from './android-version.ts';
import { buildProperties } from './property-values.ts';
import { aospOf } from './roms/aosp.ts';
import type { Rom } from './roms/rom.ts';

/** The phone's system properties. */
export interface Properties {
  get(name: string): string;
  set(name: string, value: string): void;
  all(): ReadonlyMap<string, string>;
  /** What was set is lost, but for `persist.*`; what the build says stays. */
  reboot(): void;
}

/** Says of itself what it is: a simulation, of an AOSP phone with Android 9 unless it is told otherwise. */
export function createProperties(
  build: 'userdebug' | 'user',
  make: { readonly rom: Rom; readonly timeZone: string; readonly android?: AndroidVersion } = {
    rom: aospOf(ANDROID_9),
    timeZone: 'GMT',
  },
): Properties {
  const values = new Map<string, string>([
    ...buildProperties({ android: ANDROID_9, ...make, build }),
    ...Object.entries(make.rom.properties),
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
