import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseEngine } from './choose-engine.ts';

let bin: string;

beforeEach(() => {
  bin = mkdtempSync(path.join(tmpdir(), 'telltale-engine-'));
});

afterEach(() => rmSync(bin, { recursive: true }));

function install(version: string): string {
  const program = path.join(bin, 'mitmdump');
  writeFileSync(program, `#!/bin/sh\necho "Mitmproxy: ${version}"\n`);
  chmodSync(program, 0o755);
  return program;
}

describe('what reads the traffic', () => {
  it('is mockttp, which is built in', async () => {
    expect(await chooseEngine({ proxy: 'mockttp' }, surroundings())).toEqual({ kind: 'mockttp' });
  });

  it('is the mitmdump that is installed, in its version', async () => {
    const program = install('8.1.1');
    const engine = { kind: 'mitmdump', program, version: '8.1.1' };
    expect(await chooseEngine({ proxy: 'mitmdump' }, surroundings())).toEqual(engine);
  });

  it('cannot be a mitmdump that is not there: it says how to install it, or to do without', async () => {
    await expect(chooseEngine({ proxy: 'mitmdump' }, surroundings())).rejects.toMatchObject({
      code: 'TOOL_MISSING',
      remedy: expect.stringMatching(/apt-get install mitmproxy.*leave --proxy=mitmdump out/),
    });
  });

  it.each(['8.1.1', '10.4.2', '9x'])('takes no WireGuard with mitmdump %s, and says why', async (version) => {
    install(version);
    await expect(chooseEngine(tunnelled('wireguard'), surroundings())).rejects.toMatchObject({
      code: 'USAGE',
      why: expect.stringMatching(/need mitmproxy 11 or later/),
    });
  });

  it.each([
    ['11.0.0', 'wireguard', false],
    ['12.1.2', 'http3', true],
  ] as const)('takes a tunnel beside the tap with mitmdump %s: %s', async (version, mode, http3) => {
    install(version);
    expect(await chooseEngine(tunnelled(mode), surroundings())).toMatchObject({
      kind: 'mitmdump',
      version,
      tunnel: { address: '127.0.0.1', port: expect.any(Number), app: 'a.b', http3 },
    });
  });

  it('takes no tunnel at an address that is not this machine’s', async () => {
    install('11.0.0');
    const elsewhere = { ...tunnelled('wireguard'), proxyListen: '192.0.2.1' };
    await expect(chooseEngine(elsewhere, surroundings())).rejects.toMatchObject({
      code: 'USAGE',
      remedy: expect.stringContaining('--proxy-listen'),
    });
  });
});

function surroundings() {
  return { environment: { PATH: bin }, app: 'a.b' };
}

function tunnelled(proxyMode: 'wireguard' | 'http3') {
  return { proxy: 'mitmdump', proxyMode, proxyListen: '127.0.0.1' } as const;
}
