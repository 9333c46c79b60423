import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startProxy } from './proxy.ts';
import {
  bundle,
  closeOrigins,
  exchanges,
  flows,
  HOST,
  home,
  openOrigins,
  originAuthorityFile,
  proxy,
  send,
  start,
  tunnel,
} from './recorded-run.fake.ts';

beforeAll(openOrigins);
afterEach(async () => void (await proxy.stop()));
afterAll(closeOrigins);

describe('faults', () => {
  it('says so when the engine is killed, and keeps every line before', async () => {
    await start();
    await send({ path: '/before' });
    await proxy.settle(2_000);
    process.kill(proxy.pid, 'SIGKILL');
    expect(await proxy.lost).toMatchObject({ code: 'PROXY_NOT_READY' });
    expect((await exchanges())[0]?.url).toContain('/before');
  });

  it('says which port is taken, and how to choose another', async () => {
    await start();
    const taken = startProxy({
      bundleDirectory: bundle,
      authorityDirectory: path.join(home, 'authority-of-another'),
      port: proxy.port,
    });
    await expect(taken).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      remedy: expect.stringContaining('--proxy-port'),
    });
  });

  it.each([
    ['tls-passthrough', ['unreadable']],
    ['records-nothing', []],
  ] as const)('planted as %s, leaves no exchange', async (blind, kinds) => {
    await start({ blind });
    if (blind === 'tls-passthrough') {
      const tls = connectTls({
        socket: await tunnel(),
        servername: HOST,
        ca: await readFile(originAuthorityFile, 'utf8'),
      });
      tls.on('error', () => undefined);
      tls.write(`GET / HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`);
      await new Promise<void>((resolve) => tls.resume().once('close', () => resolve()));
    } else await send({});
    await new Promise((resolve) => setTimeout(resolve, 200));
    const seen = new Set((await flows()).map((flow) => flow.kind).filter((kind) => kind !== 'connection'));
    expect([...seen]).toEqual(kinds);
  });
});
