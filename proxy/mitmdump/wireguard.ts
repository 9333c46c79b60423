import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Tunnel } from '../messages.ts';

/** For the phone's WireGuard app, below the directory of the run's authority: its key is as secret as that one's. */
export const PHONE_CONFIGURATION = path.join('mitmdump', 'telltale.conf');

/**
 * mitmproxy gives the phone no address but expects what it writes itself (`mode_servers.py` of version 11, read on
 * 2026-11-24); names that are asked of the other one it looks up.
 */
export const PHONE_ADDRESS = '10.0.0.1';
const NAME_SERVER = '10.0.0.53';

/** Writes both ends' configurations, with keys of this run alone, and says how mitmdump is to be told of its own. */
export async function prepareWireguard(home: string, tunnel: Tunnel): Promise<string> {
  const [server, client] = [createKeys(), createKeys()];
  const own = path.join(home, 'wireguard.conf');
  const keys = { server_key: server.secret, client_key: client.secret };
  await writeFile(own, JSON.stringify(keys), { mode: 0o600 });
  const phones = path.join(path.dirname(home), PHONE_CONFIGURATION);
  await writeFile(phones, phoneConfiguration(tunnel, client.secret, server.open), { mode: 0o600 });
  return `wireguard:${own}@${tunnel.address}:${tunnel.port}`;
}

/**
 * Only the target's traffic goes into the tunnel (`IncludedApplications` is the Android app's own word). IPv6 has no address in
 * it, which Android takes for a family that is blocked.
 */
function phoneConfiguration({ address, port, app }: Tunnel, secret: string, serversOpen: string): string {
  return [
    '[Interface]',
    `PrivateKey = ${secret}`,
    `Address = ${PHONE_ADDRESS}/32`,
    `DNS = ${NAME_SERVER}`,
    `IncludedApplications = ${app}`,
    '',
    '[Peer]',
    `PublicKey = ${serversOpen}`,
    'AllowedIPs = 0.0.0.0/0',
    `Endpoint = ${address}:${port}`,
    '',
  ].join('\n');
}

/** Of Curve25519, as WireGuard writes them: 32 bytes each, in base64. */
function createKeys(): { readonly secret: string; readonly open: string } {
  const { d, x } = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' });
  if (d === undefined || x === undefined) throw new TypeError('a key without its numbers');
  const base64 = (text: string): string => Buffer.from(text, 'base64url').toString('base64');
  return { secret: base64(d), open: base64(x) };
}
