import { HarnessError } from '../../helpers/model/harness-error.ts';
import type { EngineChoice, EngineName } from '../../proxy/messages.ts';
import { findMitmdump } from '../../proxy/mitmdump/find-mitmdump.ts';

/** What reads the traffic, found where it is not built in. Rejects with `TOOL_MISSING` where it is not installed. */
export async function chooseEngine(
  name: EngineName,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<EngineChoice> {
  if (name === 'mockttp') return { kind: 'mockttp' };
  const mitmdump = await findMitmdump(environment.PATH ?? '');
  if (mitmdump !== undefined) return { kind: 'mitmdump', ...mitmdump };
  throw new HarnessError('TOOL_MISSING', {
    what: 'mitmdump is missing',
    why: '--proxy=mitmdump records by it, and no `mitmdump` on the PATH says its version',
    remedy: 'install mitmproxy (on Debian: apt-get install mitmproxy), or leave --proxy=mitmdump out',
  });
}
