/** The phone's system properties. */
export interface Properties {
  get(name: string): string;
  set(name: string, value: string): void;
  all(): ReadonlyMap<string, string>;
}

export const IDENTITY = {
  product: 'telltale_handset',
  model: 'Handset',
  device: 'handset',
  manufacturer: 'Telltale',
};

/** Android 9 (API 28), saying of itself what it is: a simulation. */
export function createProperties(build: 'userdebug' | 'user'): Properties {
  const values = new Map<string, string>([
    ['persist.sys.timezone', 'GMT'],
    ['persist.sys.locale', 'zh-CN'],
    ['ro.build.version.release', '9'],
    ['ro.build.version.sdk', '28'],
    ['ro.build.version.codename', 'REL'],
    ['ro.build.type', build],
    ['ro.build.tags', build === 'user' ? 'release-keys' : 'test-keys'],
    [
      'ro.build.fingerprint',
      `${IDENTITY.manufacturer}/${IDENTITY.product}/${IDENTITY.device}:9/SIMULATED/1:${build}/test-keys`,
    ],
    ['ro.build.characteristics', 'default'],
    ['ro.debuggable', build === 'user' ? '0' : '1'],
    ['ro.secure', '1'],
    ['ro.product.brand', IDENTITY.manufacturer],
    ['ro.product.cpu.abi', 'arm64-v8a'],
    ['ro.product.device', IDENTITY.device],
    ['ro.product.manufacturer', IDENTITY.manufacturer],
    ['ro.product.model', IDENTITY.model],
    ['ro.product.name', IDENTITY.product],
    ['ro.sf.lcd_density', '420'],
    ['sys.boot_completed', '1'],
    ['dev.bootcomplete', '1'],
    ['init.svc.bootanim', 'stopped'],
  ]);
  return {
    get: (name) => values.get(name) ?? '',
    set: (name, value) => void values.set(name, value),
    all: () => new Map([...values].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
