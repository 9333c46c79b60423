/** DeviceConfig: flags by namespace, which the maker's server sets on a phone, and `device_config` here. */
export interface DeviceConfig {
  get(namespace: string, key: string): string | undefined;
  put(namespace: string, key: string, value: string): void;
  /** True when there was something to delete. */
  remove(namespace: string, key: string): boolean;
  /** In the order of their names. */
  list(namespace: string): readonly (readonly [string, string])[];
}

export function createDeviceConfig(): DeviceConfig {
  const flags = new Map<string, Map<string, string>>();
  return {
    get: (namespace, key) => flags.get(namespace)?.get(key),
    put(namespace, key, value) {
      const of = flags.get(namespace) ?? new Map<string, string>();
      flags.set(namespace, of.set(key, value));
    },
    remove: (namespace, key) => flags.get(namespace)?.delete(key) ?? false,
    list: (namespace) => [...(flags.get(namespace) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)),
  };
}
