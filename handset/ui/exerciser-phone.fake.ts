import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'webdriverio';
import { type AppiumServer, startAppium } from '../appium-server.fake.ts';
import { type RunningHandset, startHandset } from '../phone.ts';
import { EXERCISER, exerciser } from './exerciser.fake.ts';

/** A phone with the exerciser on it, and a session that has opened it. */
export interface PhoneWithSession {
  readonly handset: RunningHandset;
  readonly client: Browser;
  readonly serial: string;
  close(): Promise<void>;
}

/** One Appium and one adb server, and phones of any version for them. */
export interface PhoneLab {
  readonly appium: AppiumServer;
  open(android: string, capabilities?: Readonly<Record<string, unknown>>): Promise<PhoneWithSession>;
  close(): Promise<void>;
}

export async function openPhoneLab(adbPort: number, programs = ''): Promise<PhoneLab> {
  const home = await mkdtemp(path.join(tmpdir(), 'appium-spec-'));
  const appium = await startAppium({ home, adbPort, programs });
  return {
    appium,
    async open(android, capabilities = {}) {
      const directory = path.join(home, `phone-${android}`);
      const handset = await startHandset({ directory, android, apps: [exerciser], log: () => undefined });
      const serial = `127.0.0.1:${handset.port}`;
      const client = await appium.session(serial, {
        'appium:appPackage': EXERCISER,
        'appium:appActivity': '.MainActivity',
        ...capabilities,
      });
      return {
        handset,
        client,
        serial,
        async close() {
          await client.deleteSession();
          await handset.stop();
        },
      };
    },
    async close() {
      await appium.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
