import type { AppProcess } from '../app-parts.ts';
import type { AppNetwork, NetworkIdentity } from '../network-parts.ts';
import { type AppServices, endedError } from './app-services.ts';
import { gatedBody, gatedConnection } from './gated-streams.ts';
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
    network: frozenToo(client, {
      mayRun: () => services.freezer.thawed(process),
      // A handler that throws ends the process, as on any thread of an app.
      handle: (work) => void services.guard(process, work),
    }),
  };
}

interface Running {
  mayRun(): Promise<void>;
  handle(work: () => void): void;
}

/** What arrives by itself waits while the process is frozen: its bytes and its calls. */
function frozenToo(client: () => AppNetwork, { mayRun, handle }: Running): AppNetwork {
  return {
    async fetch(request) {
      const response = await client().fetch(request);
      return { ...response, body: gatedBody(response.body, mayRun) };
    },
    async webSocket(url, headers) {
      const socket = await client().webSocket(url, headers);
      return {
        ...socket,
        onMessage: (listener) => socket.onMessage((message) => handle(() => listener(message))),
        onClose: (listener) => socket.onClose((code, reason) => handle(() => listener(code, reason))),
      };
    },
    tcp: async (host, port) => gatedConnection(await client().tcp(host, port), mayRun),
    tls: async (host, port, options) => gatedConnection(await client().tls(host, port, options), mayRun),
    udp() {
      const socket = client().udp();
      return {
        ...socket,
        onMessage: (listener) => socket.onMessage((bytes, from) => handle(() => listener(bytes, from))),
      };
    },
    lookup: async (host) => await client().lookup(host),
    listen: (port, accept) =>
      client().listen(port, (socket) => handle(() => accept(gatedConnection(socket, mayRun)))),
    closeIdle: () => client().closeIdle(),
  };
}
