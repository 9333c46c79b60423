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
    expect(await chooseEngine({ proxy: 'mockttp' }, {})).toEqual({ kind: 'mockttp' });
  });

  it('is the mitmdump that is installed, in its version', async () => {
    const program = install('8.1.1');
    const engine = { kind: 'mitmdump', program, version: '8.1.1' };
    expect(await chooseEngine({ proxy: 'mitmdump' }, { PATH: bin })).toEqual(engine);
  });

  it('cannot be a mitmdump that is not there: it says how to install it, or to do without', async () => {
    await expect(chooseEngine({ proxy: 'mitmdump' }, { PATH: bin })).rejects.toMatchObject({
      code: 'TOOL_MISSING',
      remedy: expect.stringMatching(/apt-get install mitmproxy.*leave --proxy=mitmdump out/),
    });
  });

  it.each([
    ['10.4.2', /need mitmproxy 11 or later/],
    ['11.0.2', /past the tap/],
  ])('takes no WireGuard, and says why: with mitmdump %s', async (version, why) => {
    install(version);
    const choosing = chooseEngine({ proxy: 'mitmdump', proxyMode: 'wireguard' }, { PATH: bin });
    await expect(choosing).rejects.toMatchObject({ code: 'USAGE', why: expect.stringMatching(why) });
  });
});
