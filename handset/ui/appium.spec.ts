import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'webdriverio';
import { type AppiumServer, startAppium } from '../appium-server.fake.ts';
import { type RunningHandset, startHandset } from '../phone.ts';
import { EXERCISER, exerciser } from './exerciser.fake.ts';

const ADB_PORT = 5931;
const VERSIONS = ['8.1', '9', '10', '11', '13', '14', '16'];

let home: string;
let appium: AppiumServer;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'appium-spec-'));
  appium = await startAppium({ home, adbPort: ADB_PORT, programs: process.env.PATH ?? '' });
});
afterAll(async () => {
  await appium.stop();
  await rm(home, { recursive: true, force: true });
});

describe.each(VERSIONS)('Appium on Android %s', (android) => {
  let handset: RunningHandset;
  let client: Browser;
  beforeAll(async () => {
    handset = await startHandset({
      directory: path.join(home, android),
      android,
      apps: [exerciser],
      log: () => undefined,
    });
    client = await appium.session(`127.0.0.1:${handset.port}`, {
      'appium:appPackage': EXERCISER,
      'appium:appActivity': '.MainActivity',
    });
  });
  afterAll(async () => {
    await client.deleteSession();
    await handset.stop();
  });

  it('opens the app', async () => {
    expect(await client.getCurrentPackage()).toBe(EXERCISER);
    expect(await client.getCurrentActivity()).toBe('.MainActivity');
  });
});
