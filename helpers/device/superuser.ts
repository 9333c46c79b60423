import type { Adb } from './adb.ts';
import { shellQuote } from './shell-quote.ts';

/** Runs a command line as root on the phone, or says that it cannot. */
export interface Superuser {
  /** Wraps a command line so that root runs it. */
  wrap(commandLine: string): string;
}

/**
 * The ways to root that phones offer: adbd itself (`adb root` on emulators), the `su` of AOSP userdebug builds
 * (`su UID COMMAND`), and that of Magisk and its kin (`su -c COMMAND`).
 */
const WAYS: readonly ((commandLine: string) => string)[] = [
  (commandLine) => commandLine,
  (commandLine) => `su 0 sh -c ${shellQuote(commandLine)}`,
  (commandLine) => `su -c ${shellQuote(commandLine)}`,
];

/** Finds a way to root by trying; `undefined` on a phone without one, which is what most phones are. */
export async function findSuperuser(adb: Adb): Promise<Superuser | undefined> {
  for (const wrap of WAYS) {
    const outcome = await adb.attempt(wrap('id -u'), { timeoutMs: 10_000 });
    if (outcome.exitCode === 0 && outcome.stdout.trim() === '0') return { wrap };
  }
  return undefined;
}
