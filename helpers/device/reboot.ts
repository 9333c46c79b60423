import { HarnessError } from '../model/harness-error.ts';
import type { Adb } from './adb.ts';
import { waitFor } from './wait.ts';

const BOOT_TIMEOUT_MS = 240_000;
const POLL_MS = 500;
const ANSWER_TIMEOUT_MS = 10_000;

/** Restarts the phone and waits until it says that it has booted. What only lived in memory is gone then. */
export async function rebootPhone(adb: Adb): Promise<void> {
  const requestedMs = Date.now();
  await adb.command(['reboot']);
  const booted = await waitFor(() => bootedSince(adb, requestedMs), {
    timeoutMs: BOOT_TIMEOUT_MS,
    everyMs: POLL_MS,
  });
  if (booted !== true) throw neverBack(adb);
}

/** The phone answers for a while before it goes down: only an uptime that began after the request counts. */
async function bootedSince(adb: Adb, requestedMs: number): Promise<true | undefined> {
  try {
    const said = await adb.attempt('getprop sys.boot_completed; cat /proc/uptime', {
      timeoutMs: ANSWER_TIMEOUT_MS,
    });
    const [completed, uptime] = said.stdout.split('\n');
    const upMs = Number(uptime?.split(' ')[0] ?? Number.NaN) * 1000;
    return completed?.trim() === '1' && upMs < Date.now() - requestedMs ? true : undefined;
  } catch (error) {
    // It is away, which is what was asked for; adb finds it again by itself.
    if (error instanceof HarnessError) return undefined;
    throw error;
  }
}

function neverBack(adb: Adb): HarnessError {
  return new HarnessError('DEVICE_LOST', {
    what: `the phone ${adb.target.serial} did not come back from a restart`,
    why: `it had not booted after ${BOOT_TIMEOUT_MS / 1000} s`,
    remedy: 'look at the phone: it may ask for a code, or for leave to debug',
  });
}
