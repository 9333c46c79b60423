import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rootCertificates } from 'node:tls';
import type { Authority } from '../authority.ts';
import type { EngineOptions } from '../messages.ts';
import { prepareWireguard } from './wireguard.ts';

/** Makes the directory in which mitmdump looks for its authority, the run's own, and says how it is to be started. */
export async function mitmdumpOptions(
  options: EngineOptions,
  authority: Authority,
): Promise<readonly string[]> {
  const home = path.join(options.authorityDirectory, 'mitmdump');
  await mkdir(home, { recursive: true, mode: 0o700 });
  const key = await readFile(authority.keyFile, 'utf8');
  await writeFile(path.join(home, 'mitmproxy-ca.pem'), `${key}\n${authority.certificatePem}`, {
    mode: 0o600,
  });
  const set = {
    confdir: home,
    // Eager, it opens the upstream connection first, and an upload is never seen when there is none.
    connection_strategy: 'lazy',
    upstream_cert: 'false',
    onboarding: 'false',
    telltale_forwards: JSON.stringify(forwardsOf(options)),
    ...(await trusted(options, home)),
  };
  return [
    ...(await places(options, home)),
    ...Object.entries(set).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
  ];
}

/** Behind the tap; with a tunnel, which version 11 has, also where the phone's WireGuard app leads. */
async function places({ upstreamProxyUrl, engine }: EngineOptions, home: string): Promise<readonly string[]> {
  const behindTap = upstreamProxyUrl === undefined ? 'regular' : `upstream:${upstreamProxyUrl}`;
  const tunnel = engine.kind === 'mitmdump' ? engine.tunnel : undefined;
  if (tunnel === undefined) return ['--listen-host', '127.0.0.1', '--listen-port', '0', '--mode', behindTap];
  return [
    ...['--mode', `${behindTap}@127.0.0.1:0`, '--mode', await prepareWireguard(home, tunnel)],
    ...['--set', `experimental_transparent_http3=${tunnel.http3}`],
  ];
}

function forwardsOf({ forwards }: EngineOptions): Readonly<Record<string, readonly [string, number]>> {
  return Object.fromEntries(
    forwards.map(({ host, to }) => {
      const { hostname, port } = new URL(to);
      return [host, [hostname, Number(port || 80)]];
    }),
  );
}

/** mitmproxy trusts either the usual authorities or those of a file, so the file gets both. */
async function trusted(options: EngineOptions, home: string): Promise<Readonly<Record<string, string>>> {
  if (options.upstreamAuthorityFile === undefined) return {};
  const own = await readFile(options.upstreamAuthorityFile, 'utf8');
  const file = path.join(home, 'trusted.pem');
  await writeFile(file, [...rootCertificates, own].join('\n'));
  return { ssl_verify_upstream_trusted_ca: file };
}
