import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import type { AppManifest, AppProcess } from '../app-parts.ts';
import { fakeAppNetwork } from '../network/network.fake.ts';
import type { NetworkIdentity } from '../network-parts.ts';
import { androidNamed } from './android-version.ts';
import { type FakeFramework, fakeApp, fakeFramework, fakeHome } from './framework.fake.ts';

const NAME = 'org.example.net';
let framework: FakeFramework;
afterEach(() => framework.dispose());

/** A running app, who it said it was to the network, and how often its sockets were closed. */
async function running(manifest: Partial<AppManifest>, android = '9') {
  const seen: { process?: AppProcess; identity?: NetworkIdentity; closed: number; push(text: string): void } =
    {
      closed: 0,
      push: () => undefined,
    };
  const body = new PassThrough();
  const listeners: ((bytes: Buffer) => void)[] = [];
  seen.push = (text) => {
    body.write(text);
    for (const listener of listeners) listener(Buffer.from(text));
  };
  const app = fakeApp(
    NAME,
    (process) => {
      seen.process = process;
      return { onStart: () => undefined };
    },
    manifest,
  );
  framework = await fakeFramework([fakeHome, app], androidNamed(android));
  Object.assign(framework.network, {
    client(identity: NetworkIdentity) {
      seen.identity = identity;
      return {
        ...fakeAppNetwork(),
        lookup: async () => ['198.18.0.1'],
        tcp: async () => body,
        fetch: async () => ({ status: 200, headers: {}, httpVersion: '1.1', body, trailers: () => ({}) }),
        udp: () => ({
          send: async () => undefined,
          close: () => undefined,
          onMessage: (listener: (bytes: Buffer) => void) => void listeners.push(listener),
        }),
        close: () => {
          seen.closed += 1;
        },
      };
    },
  });
  await framework.activities.start({ component: { package: NAME, activity: `${NAME}.Main` }, extras: {} });
  const { process } = seen;
  if (process === undefined) throw new Error('the app did not start');
  return { seen, process };
}

describe('the network of an app', () => {
  it('is used under its uid, by what its manifest says', async () => {
    const network = {
      ignoresProxy: true,
      pins: [{ host: 'a.test', sha256: ['x'], checkedBy: 'client' as const }],
    };
    const { seen, process } = await running({ targetSdk: 26, network });
    expect(await process.network.lookup('a.test')).toEqual(['198.18.0.1']);
    expect(seen.identity).toEqual({ uid: process.uid, targetSdk: 26, ...network, mayUseInternet: true });
  });

  it('is not there for an app that does not ask for INTERNET', async () => {
    const { seen, process } = await running({ permissions: [] });
    await process.network.lookup('a.test');
    expect(seen.identity?.mayUseInternet).toBe(false);
  });

  it('ends with its process', async () => {
    const { seen, process } = await running({});
    await process.network.lookup('a.test');
    await framework.activities.forceStop(NAME);
    expect(seen.closed).toBe(1);
    await expect(process.network.lookup('a.test')).rejects.toThrow(/has ended/);
    await expect(process.request({ method: 'GET', url: 'https://a.test/', headers: {} })).rejects.toThrow(
      /has ended/,
    );
    expect(() => process.network.udp()).toThrow(/has ended/);
  });

  it('is opened only by who uses it', async () => {
    const { seen } = await running({});
    await framework.activities.forceStop(NAME);
    expect([seen.identity, seen.closed]).toEqual([undefined, 0]);
  });

  it.each(['fetch', 'tcp', 'udp'] as const)(
    'brings nothing to a frozen app before it is thawed: %s',
    async (way) => {
      const { seen, process } = await running({}, '14');
      const heard: string[] = [];
      const { push } = seen;
      if (way === 'udp') process.network.udp().onMessage((bytes) => void heard.push(bytes.toString()));
      else {
        const stream =
          way === 'tcp'
            ? await process.network.tcp('a.test', 7)
            : (await process.network.fetch({ method: 'GET', url: 'https://a.test/' })).body;
        stream.on('data', (chunk: Buffer) => heard.push(chunk.toString()));
      }
      push('awake');
      await expect.poll(() => heard).toEqual(['awake']);
      const running14 = framework.activities.processOf(NAME);
      if (running14 === undefined) throw new Error('it does not run');
      await framework.run(['am', 'freeze', '--sticky', NAME]);
      push('frozen');
      await new Promise((resolve) => setImmediate(resolve));
      expect(heard).toEqual(['awake']);
      framework.activities.freezer.thaw(running14, 'forced');
      await expect.poll(() => heard).toEqual(['awake', 'frozen']);
    },
  );
});
