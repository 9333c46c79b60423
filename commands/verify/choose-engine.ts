import { HarnessError } from '../../helpers/model/harness-error.ts';
import type { EngineChoice } from '../../proxy/messages.ts';
import { findMitmdump, type Mitmdump } from '../../proxy/mitmdump/find-mitmdump.ts';
import type { ProxyMode, VerifyOptions } from './options.ts';

/** The first mitmproxy with both modes (facts, proxy, section 1). */
const FIRST_WITH_MODES = 11;

/** What reads the traffic, found where it is not built in. Rejects with `TOOL_MISSING` where it is not installed. */
export async function chooseEngine(
  { proxy, proxyMode }: Pick<VerifyOptions, 'proxy' | 'proxyMode'>,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<EngineChoice> {
  if (proxy === 'mockttp') return { kind: 'mockttp' };
  const mitmdump = await findMitmdump(environment.PATH ?? '');
  if (mitmdump === undefined) throw missing();
  if (proxyMode !== undefined) throw refused(proxyMode, mitmdump);
  return { kind: 'mitmdump', ...mitmdump };
}

function missing(): HarnessError {
  return new HarnessError('TOOL_MISSING', {
    what: 'mitmdump is missing',
    why: '--proxy=mitmdump records by it, and no `mitmdump` on the PATH says its version',
    remedy: 'install mitmproxy (on Debian: apt-get install mitmproxy), or leave --proxy=mitmdump out',
  });
}

function refused(mode: ProxyMode, { version }: Mitmdump): HarnessError {
  const remedy = 'leave --proxy-mode out';
  if (Number.parseInt(version, 10) < FIRST_WITH_MODES)
    return new HarnessError('USAGE', {
      what: `mitmdump ${version} cannot take ${mode}`,
      why: `WireGuard and HTTP/3 need mitmproxy ${FIRST_WITH_MODES} or later`,
      remedy,
    });
  return new HarnessError('USAGE', {
    what: `${mode} is not recorded yet`,
    why: 'it comes past the tap that counts bytes, without which nothing could be said about traffic',
    remedy,
  });
}
