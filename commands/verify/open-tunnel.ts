import path from 'node:path';
import type { Adb } from '../../helpers/device/adb.ts';
import { waitFor } from '../../helpers/device/wait.ts';
import type { Gap } from '../../helpers/model/gap.ts';
import { HarnessError } from '../../helpers/model/harness-error.ts';
import type { TimelineEvent } from '../../helpers/model/timeline.ts';
import type { EngineChoice } from '../../proxy/messages.ts';
import { PHONE_ADDRESS, PHONE_CONFIGURATION } from '../../proxy/mitmdump/wireguard.ts';

interface TunnelledPhone {
  readonly adb: Pick<Adb, 'attempt'>;
  readonly note: (event: TimelineEvent) => void;
  readonly step: (text: string) => void;
  readonly engine: EngineChoice;
  /** The handset, on which no WireGuard app is. */
  readonly simulated: boolean;
  readonly authorityDirectory: string;
  /** How long the user has; other than usual only in tests. */
  readonly limits?: { readonly timeoutMs: number; readonly everyMs: number };
}

const LIMITS = { timeoutMs: 300_000, everyMs: 1_000 };

/**
 * Of a tunnel nobody counts the bytes apart from those that went elsewhere, and it was never seen at work: so it can show what an
 * app sends, and never that it sends nothing.
 */
const UNCOUNTED: Gap = {
  code: 'traffic-unreadable',
  channel: 'traffic',
  because:
    'with --proxy-mode the app may send by WireGuard, past the tap that counts bytes; that this is recorded whole was never tried with a mitmproxy that has it',
  remedy: 'leave --proxy-mode out',
};

/** Whether QUIC is to be let out, since somebody reads it. */
export function readsQuic(engine: EngineChoice): boolean {
  return engine.kind === 'mitmdump' && engine.tunnel?.http3 === true;
}

/**
 * Where there is to be one, says how the user switches it on, and waits until the phone has the tunnel's address. The gap comes
 * first, whatever becomes of it.
 */
export async function openTunnel(phone: TunnelledPhone): Promise<void> {
  const { adb, note, step, engine, authorityDirectory, simulated, limits = LIMITS } = phone;
  if (engine.kind !== 'mitmdump' || engine.tunnel === undefined) return;
  if (simulated) throw NOT_SIMULATED;
  note({ kind: 'gap', at: { hostMs: Date.now() }, gap: UNCOUNTED });
  const file = path.join(authorityDirectory, PHONE_CONFIGURATION);
  step(`waiting for the tunnel: import ${file} into the phone’s WireGuard app, and switch it on`);
  const there = await waitFor(async () => ((await isUp(adb)) ? true : undefined), limits);
  if (there === undefined) throw neverUp(file);
  note({ kind: 'act', at: { hostMs: Date.now() }, what: 'the phone’s WireGuard tunnel is on' });
}

/** E.g. `25: tun0    inet 10.0.0.1/32 scope global tun0` (iproute2, of which every Android has `ip`). */
async function isUp(adb: Pick<Adb, 'attempt'>): Promise<boolean> {
  const { stdout } = await adb.attempt('ip -o -4 addr show');
  return stdout.split('\n').some((line) => line.includes(` inet ${PHONE_ADDRESS}/32 `));
}

const NOT_SIMULATED = new HarnessError('USAGE', {
  what: 'the simulated phone has no WireGuard',
  why: '--proxy-mode leads an app’s traffic by the WireGuard app of a real phone or an emulator',
  remedy: 'name a phone with --device=<serial>, or leave --proxy-mode out',
});

function neverUp(file: string): HarnessError {
  return new HarnessError('PROXY_NOT_READY', {
    what: 'the phone’s WireGuard tunnel was not switched on',
    why: `the phone has no interface with the address ${PHONE_ADDRESS}`,
    remedy: `install the WireGuard app, import ${file} and switch it on; or leave --proxy-mode out`,
  });
}
