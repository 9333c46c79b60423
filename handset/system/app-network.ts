import type { AppNetwork } from '../network-parts.ts';
import type { AppProcess, NetworkIdentity } from '../parts.ts';
import { type AppServices, endedError } from './app-services.ts';
import type { PhoneProcess } from './process.ts';

const INTERNET = 'android.permission.INTERNET';

/** The network as an app's process has it: under its uid, by its declaration, until the process ends. */
export function createAppNetwork(
  process: PhoneProcess,
  services: AppServices,
): Pick<AppProcess, 'request' | 'network'> {
  const { package: known } = process;
  const identity = (): NetworkIdentity => ({
    uid: known.uid,
    targetSdk: known.targetSdk,
    ...known.app?.manifest.network,
    mayUseInternet: known.granted.has(INTERNET),
  });
  const alive = (): void => {
    if (process.ended) throw endedError(process);
  };
  let opened: ReturnType<AppServices['network']['client']> | undefined;
  // Sockets are rare: most processes never open one.
  const client = (): AppNetwork => {
    alive();
    if (opened === undefined) {
      const made = services.network.client(identity());
      opened = made;
      process.onEnd.push(() => made.close());
    }
    return opened;
  };
  return {
    async request(request) {
      alive();
      return await services.network.request(identity(), request);
    },
    network: {
      fetch: async (request) => await client().fetch(request),
      webSocket: async (url, headers) => await client().webSocket(url, headers),
      tcp: async (host, port) => await client().tcp(host, port),
      tls: async (host, port, options) => await client().tls(host, port, options),
      udp: () => client().udp(),
      lookup: async (host) => await client().lookup(host),
      listen: (port, accept) => client().listen(port, accept),
      closeIdle: () => client().closeIdle(),
    },
  };
}
