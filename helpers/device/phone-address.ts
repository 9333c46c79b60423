import { HarnessError } from '../model/harness-error.ts';
import type { Adb } from './adb.ts';
import { shellQuote } from './shell-quote.ts';

/** The address from which the phone would reach one of this machine's: `ip route get` asks the kernel and sends nothing. */
export async function phoneAddressTowards(adb: Pick<Adb, 'attempt'>, address: string): Promise<string> {
  const { stdout, stderr } = await adb.attempt(`ip route get ${shellQuote(address)}`);
  const found = parseRouteSource(stdout);
  if (found !== undefined) return found;
  throw new HarnessError('USAGE', {
    what: `the phone does not reach ${address}`,
    why: `asked for its way there it said: ${`${stdout}${stderr}`.trim().slice(0, 200) || 'nothing'}`,
    remedy: 'give --proxy-listen an address of this machine in the phone’s own network, or leave it out',
  });
}

/** E.g. `192.168.1.9 dev wlan0 table 1020 src 192.168.1.20 uid 2000` (iproute2, of which every Android has `ip`). */
export function parseRouteSource(output: string): string | undefined {
  const [line = ''] = output.split('\n');
  if (/\bdev lo\b|^local /.test(line)) return undefined;
  return /\ssrc (\d{1,3}(?:\.\d{1,3}){3})(?:\s|$)/.exec(line)?.[1];
}
