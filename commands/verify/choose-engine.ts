import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { HarnessError } from '../../helpers/model/harness-error.ts';
import type { EngineChoice, Tunnel } from '../../proxy/messages.ts';
import { findMitmdump, type Mitmdump } from '../../proxy/mitmdump/find-mitmdump.ts';
import type { ProxyMode, VerifyOptions } from './options.ts';

/** The first mitmproxy with both modes (facts, proxy, section 1). */
const FIRST_WITH_MODES = 11;

type Wanted = Pick<VerifyOptions, 'proxy' | 'proxyMode' | 'proxyListen'>;

interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The target's package. */
  readonly app: string;
}

/** What reads the traffic, found where it is not built in. Rejects with `TOOL_MISSING` where it is not installed. */
export async function chooseEngine(
  { proxy, proxyMode, proxyListen }: Wanted,
  { environment, app }: Surroundings,
): Promise<EngineChoice> {
  if (proxy === 'mockttp') return { kind: 'mockttp' };
  const mitmdump = await findMitmdump(environment.PATH ?? '');
  if (mitmdump === undefined) throw missing();
  if (proxyMode === undefined || proxyListen === undefined) return { kind: 'mitmdump', ...mitmdump };
  if (!(Number.parseInt(mitmdump.version, 10) >= FIRST_WITH_MODES)) throw tooOld(proxyMode, mitmdump);
  const tunnel = await tunnelAt(proxyListen, { app, http3: proxyMode === 'http3' });
  return { kind: 'mitmdump', ...mitmdump, tunnel };
}

/** A port that is free there, which shows as well that the address is one of this machine's. */
async function tunnelAt(address: string, rest: Omit<Tunnel, 'address' | 'port'>): Promise<Tunnel> {
  const socket = createSocket('udp4');
  try {
    socket.bind(0, address);
    await once(socket, 'listening');
    return { address, port: socket.address().port, ...rest };
  } catch (cause) {
    throw new HarnessError('USAGE', {
      what: `nothing can be received at ${address}`,
      why: cause instanceof Error ? cause.message : String(cause),
      remedy: 'give --proxy-listen an address of this machine in the phone’s own network',
      cause,
    });
  } finally {
    socket.close();
  }
}

function missing(): HarnessError {
  return new HarnessError('TOOL_MISSING', {
    what: 'mitmdump is missing',
    why: '--proxy=mitmdump records by it, and no `mitmdump` on the PATH says its version',
    remedy: 'install mitmproxy (on Debian: apt-get install mitmproxy), or leave --proxy=mitmdump out',
  });
}

function tooOld(mode: ProxyMode, { version }: Mitmdump): HarnessError {
  return new HarnessError('USAGE', {
    what: `mitmdump ${version} cannot take ${mode}`,
    why: `WireGuard and HTTP/3 need mitmproxy ${FIRST_WITH_MODES} or later`,
    remedy: 'leave --proxy-mode out',
  });
}
