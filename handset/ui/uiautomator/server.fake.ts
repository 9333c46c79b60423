import type { Display, View } from '../../screen-parts.ts';
import { createClipboard } from '../../system/clipboard.ts';
import { shownDisplay } from '../shown-display.fake.ts';
import { ELEMENT_KEY } from './elements.ts';
import type { RequestBody } from './request-body.ts';
import { createRequestHandler } from './request-handler.ts';
import type { ServerParts } from './route.ts';

/** The server's answers without HTTP, over a real display that shows what a test puts on it. */
export interface FakeServer {
  show(views: readonly View[], dialog?: View): void;
  readonly keys: number[];
  nowMs: number;
  toast(text: string): void;
  /** Rejects with the server's error when it answers one. */
  get(path: string): Promise<unknown>;
  post(path: string, body?: RequestBody): Promise<unknown>;
  /** The id of an element. */
  find(strategy: string, selector: string): Promise<string>;
  element(id: string): RequestBody;
}

/** `sdk` is the phone's version; the capabilities are those of the session. */
export async function fakeServer(sdk = 28, capabilities: RequestBody = {}): Promise<FakeServer> {
  const { display, keys, show } = shownDisplay(() => fake.nowMs);
  const answer = createRequestHandler(partsOf(display, sdk));
  const call = async (method: string, path: string, body: RequestBody = {}): Promise<unknown> => {
    const { status, value } = await answer({ method, path, readBody: async () => body });
    if (status === 200) return value;
    throw Object.assign(new Error('refused'), value);
  };
  const opened = await answer({
    method: 'POST',
    path: '/session',
    readBody: async () => ({ capabilities: { firstMatch: [capabilities] } }),
  });
  const session = `/session/${opened.sessionId}`;
  const fake: FakeServer = {
    keys,
    nowMs: 0,
    show,
    toast: (text) => display.toast(text, 3_500),
    get: (path) => call('GET', `${session}/${path}`),
    post: (path, body) => call('POST', `${session}/${path}`, body),
    async find(strategy, selector) {
      const found = await call('POST', `${session}/element`, { strategy, selector });
      const id =
        typeof found === 'object' && found !== null && ELEMENT_KEY in found ? found[ELEMENT_KEY] : '';
      return String(id);
    },
    element: (id) => ({ [ELEMENT_KEY]: id }),
  };
  return fake;
}

function partsOf(display: Display, sdk: number): ServerParts {
  return {
    display,
    device: () => ({
      sdk,
      release: 'x',
      manufacturer: 'M',
      model: 'N',
      brand: 'B',
      androidId: '0123456789abcdef',
      locale: 'en_US',
      timeZone: 'GMT',
    }),
    clipboard: createClipboard(),
    battery: () => ({ level: 0.5, status: 3 }),
    freezeRotation: async () => undefined,
    declaredOrientation: () => 'unspecified',
    launchable: () => [{ packageName: 'a.b', packageActivity: 'a.b.Main', appName: 'A' }],
    log: () => undefined,
  };
}
