import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Flow } from '../../helpers/model/flow.ts';
import { startProxy } from '../proxy.ts';
import { PHONE_CONFIGURATION } from './wireguard.ts';

const FAKE = path.join(import.meta.dirname, 'mitmdump-11.fake.py');
const TUNNEL = { address: '127.0.0.1', port: 51_820, app: 'a.target', http3: true };

let home: string;
let flows: readonly Flow[];
let argv: readonly string[];

/** A mitmdump of version 11 cannot be had here: one is played that hands flows of both kinds to our own addon. */
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'tunnel-spec-'));
  const bundleDirectory = path.join(home, 'bundle');
  await mkdir(path.join(bundleDirectory, 'objects'), { recursive: true });
  const proxy = await startProxy({
    engine: { kind: 'mitmdump', program: FAKE, version: '11.0.2', tunnel: TUNNEL },
    bundleDirectory,
    authorityDirectory: path.join(home, 'authority'),
    forwards: [{ host: 'pages.example', to: 'http://127.0.0.1:81' }],
  });
  const socket = connect(proxy.port, '127.0.0.1');
  socket.write('at the tap');
  socket.resume();
  await once(socket, 'close');
  await proxy.settle(5_000);
  await proxy.stop();
  const text = await readFile(path.join(bundleDirectory, 'flows.jsonl'), 'utf8');
  flows = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Flow);
  argv = JSON.parse(await readFile(path.join(home, 'authority', 'mitmdump', 'arguments.json'), 'utf8'));
}, 60_000);

afterAll(async () => await rm(home, { recursive: true, force: true }));

function exchangeWith(host: string) {
  return flows.find((flow) => flow.kind === 'exchange' && flow.host === host);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

describe('a mitmdump with a tunnel', () => {
  it('is told of both ways, each at its place, and of HTTP/3', () => {
    const own = path.join(home, 'authority', 'mitmdump', 'wireguard.conf');
    const modes = argv.flatMap((word, at) => (word === '--mode' ? [argv[at + 1]] : []));
    expect(modes).toEqual(['regular@127.0.0.1:0', `wireguard:${own}@127.0.0.1:51820`]);
    expect(argv).toContain('experimental_transparent_http3=true');
    expect(argv).not.toContain('--listen-port');
  });

  it('and the phone get keys that fit, which nobody else can read', async () => {
    const own = JSON.parse(
      await readFile(path.join(home, 'authority', 'mitmdump', 'wireguard.conf'), 'utf8'),
    );
    const file = path.join(home, 'authority', PHONE_CONFIGURATION);
    const phones = await readFile(file, 'utf8');
    expect(phones).toContain(`PrivateKey = ${own.client_key}\n`);
    expect(phones).toMatch(/^PublicKey = [A-Za-z0-9+/]{43}=$/m);
    expect(phones).not.toContain(own.server_key);
    expect(phones).toContain('Endpoint = 127.0.0.1:51820\n');
    expect(phones).toContain('IncludedApplications = a.target\n');
    expect((await stat(file)).mode & 0o77).toBe(0);
  });
});

describe('what came by the tunnel', () => {
  it('is recorded, and never taken for a connection of the tap’s from the same port', () => {
    expect(exchangeWith('tapped.example')).toMatchObject({
      connection: 'connection-1',
      request: { sha256: sha256('at the tap'), complete: true },
    });
    expect(exchangeWith('tunnel.example')).toMatchObject({
      connection: 'tunnelled-1',
      httpVersion: '3',
      request: { sha256: sha256('in the tunnel'), complete: true },
      response: { sha256: sha256('yes'), complete: true },
    });
    expect(exchangeWith('pages.example')).toMatchObject({ connection: 'tunnelled-2' });
  });

  it('in datagrams is a tunnel of its own', () => {
    expect(flows.find(({ kind }) => kind === 'tunnel')).toMatchObject({
      connection: 'tunnelled-3',
      host: '198.51.100.7',
      port: 5_000,
      transport: 'udp',
      sent: { sha256: sha256('a datagram') },
    });
  });

  it('and ended with its connection is cut off', () => {
    expect(exchangeWith('cut.example')).toMatchObject({
      connection: 'tunnelled-4',
      request: { bytes: 4, complete: false },
    });
  });

  it('has no count and no owner: of each connection that is said, and no line pretends otherwise', () => {
    const said = flows.filter((flow) => flow.kind === 'unreadable');
    const past = said.filter(({ reason }) => reason === 'past-the-tap');
    expect(past.map(({ connection }) => connection)).toEqual([1, 2, 3, 4].map((at) => `tunnelled-${at}`));
    expect(said.filter(({ reason }) => reason !== 'past-the-tap')).toMatchObject([
      { reason: 'tls-rejected', host: 'pinned.example', connection: 'tunnelled-4' },
    ]);
    expect(flows.filter(({ kind }) => kind === 'connection').map(({ id }) => id)).toEqual(['connection-1']);
  });
});
