import type { Internet, Network } from '../network-parts.ts';
import type { Loopback, PhoneFiles } from '../shell-parts.ts';
import type { AndroidVersion } from '../system/android-version.ts';
import { createNetPolicy, type NetPolicy } from '../system/net-policy.ts';
import type { Settings } from '../system/settings.ts';
import { createNetwork } from './network.ts';
import { createGlobalProxy } from './proxy-choice.ts';
import { createTrustStore } from './trust-store.ts';

interface NetworkSurroundings {
  readonly android: AndroidVersion;
  readonly files: PhoneFiles;
  readonly internet: Internet;
  readonly loopback: Loopback;
  readonly settings: Settings;
  isForeground(uid: number): boolean;
  /** Whether doze keeps the app from the network now. */
  dozes(uid: number): boolean;
  now(): number;
}

/** The network with the phone's own settings, certificates and rules. */
export function createPhoneNetwork(surroundings: NetworkSurroundings): {
  readonly network: Network;
  readonly policy: NetPolicy;
} {
  const { android, files, settings } = surroundings;
  const proxy = createGlobalProxy({
    get: (key) => settings.get('global', key),
    put: (key, value) => settings.put('global', key, value),
    onPut: (listener) =>
      settings.onPut((namespace, key, value) => {
        if (namespace === 'global') listener(key, value);
      }),
  });
  const network = createNetwork({
    ...surroundings,
    store: createTrustStore(android, files),
    proxy: proxy.current,
    blocks: (uid) => policy.blocks(uid) || surroundings.dozes(uid),
  });
  const policy = createNetPolicy({
    interfaces: network.interfaces,
    isForeground: surroundings.isForeground,
  });
  const rebooted = (): void => {
    network.rebooted();
    proxy.load();
  };
  return { network: { ...network, rebooted }, policy };
}
