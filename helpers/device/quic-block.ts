import { HarnessError } from '../model/harness-error.ts';
import type { QuicBlock } from '../model/run.ts';
import type { TimelineEvent } from '../model/timeline.ts';
import { SANDBOX_ABOVE_APP, UIDS_OF_A_USER } from '../model/uid.ts';
import type { Adb } from './adb.ts';
import type { PhoneChange } from './phone-settings.ts';
import type { Superuser } from './superuser.ts';

interface BlockingPhone {
  readonly adb: Pick<Adb, 'attempt'>;
  readonly superuser: Superuser | undefined;
  readonly note: (event: TimelineEvent) => void;
  /** The target's, of the phone's owner. */
  readonly uid: number;
}

const TOOLS = ['iptables', 'ip6tables'] as const;

/**
 * Refuses the target UDP to port 443, where QUIC goes round every proxy: clients then fall back to TCP, which is recorded. It
 * takes root and the kernel's packet filter. What undoes it is handed to `owed` before anything is changed.
 */
export async function blockQuic(
  phone: BlockingPhone,
  owed: (change: PhoneChange) => void,
): Promise<QuicBlock> {
  const { adb, superuser, note } = phone;
  if (superuser === undefined) return { kind: 'open', because: 'there is no root to refuse it with' };
  const uids = await targetsUids(adb, phone.uid);
  const what = `UDP to port 443 refused to UID ${uids.join(', ')}`;
  let block: QuicBlock | undefined;
  owed({
    what,
    async undo() {
      if (block?.kind === 'refused') noteMet(note, (await adb.attempt(superuser.wrap(listing()))).stdout);
      const { stdout } = await adb.attempt(superuser.wrap(removal(uids)));
      if (/^left /m.test(stdout)) throw stillThere(stdout);
      if (block?.kind === 'refused') note({ kind: 'setting-restored', at: { hostMs: Date.now() }, what });
    },
  });
  block = await setRules({ adb, superuser }, uids);
  if (block.kind === 'refused') note({ kind: 'setting-changed', at: { hostMs: Date.now() }, what });
  return block;
}

/** Once more after a restart, which takes all rules away. */
export async function blockQuicAgain({
  adb,
  superuser,
  uid,
}: Omit<BlockingPhone, 'note'>): Promise<QuicBlock | undefined> {
  return superuser === undefined
    ? undefined
    : await setRules({ adb, superuser }, await targetsUids(adb, uid));
}

async function setRules(
  { adb, superuser }: { readonly adb: Pick<Adb, 'attempt'>; readonly superuser: Superuser },
  uids: readonly number[],
): Promise<QuicBlock> {
  const { stdout, stderr } = await adb.attempt(superuser.wrap(setting(uids)));
  const said = new Set(stdout.split('\n').map((line) => line.trim()));
  const missing = TOOLS.filter((tool) => !uids.every((uid) => said.has(`set ${tool} ${uid}`)));
  if (missing.length === 0) return { kind: 'refused', uids };
  const words = stderr.trim().slice(0, 200) || 'nothing';
  return { kind: 'open', because: `${missing.join(' and ')} of the phone did not take the rule: ${words}` };
}

/** The app of each of the phone's users, and the sandbox of its libraries. */
async function targetsUids(adb: Pick<Adb, 'attempt'>, uid: number): Promise<readonly number[]> {
  const { stdout } = await adb.attempt('pm list users');
  const users = [...stdout.matchAll(/UserInfo\{(\d+):/g)].map(([, user]) => Number(user));
  const app = uid % UIDS_OF_A_USER;
  return [...new Set([0, ...users])]
    .flatMap((user) => [app, app + SANDBOX_ABOVE_APP].map((one) => user * UIDS_OF_A_USER + one))
    .sort((a, b) => a - b);
}

/** `-w`: another program, as netd, may hold the lock for a moment. */
function rule(verb: string): string {
  return `$t -w ${verb} OUTPUT -p udp -m owner --uid-owner $u -m udp --dport 443 -j REJECT`;
}

function forEach(uids: readonly number[], work: string): string {
  return `for t in ${TOOLS.join(' ')}; do for u in ${uids.join(' ')}; do ${work}; done; done`;
}

/** Before the rules of others, one of which may let it pass; once, whatever a run that was killed has left. */
function setting(uids: readonly number[]): string {
  return forEach(uids, `${rule('-D')} 2>/dev/null; ${rule('-I')} && echo "set $t $u"`);
}

/** Of a run that was killed, too, whose rules are the same. */
function removal(uids: readonly number[]): string {
  const all = `while ${rule('-C')} 2>/dev/null; do ${rule('-D')} || { echo "left $t $u"; break; }; done`;
  return forEach(uids, all);
}

function listing(): string {
  return `for t in ${TOOLS.join(' ')}; do $t -w -v -S OUTPUT; done`;
}

/** What has met the rules: an app that tries QUIC is worth knowing. */
function noteMet(note: BlockingPhone['note'], listed: string): void {
  const met = [...listed.matchAll(/^-A OUTPUT .*--uid-owner \d+ .*--dport 443 -c (\d+) (\d+) -j REJECT/gm)];
  const total = (at: 1 | 2): number => met.reduce((sum, one) => sum + Number(one[at]), 0);
  const what = `the phone refused the target ${total(1)} datagrams (${total(2)} bytes) to port 443 since it was last told to`;
  if (met.length > 0) note({ kind: 'act', at: { hostMs: Date.now() }, what });
}

function stillThere(said: string): HarnessError {
  return new HarnessError('ADB_FAILED', {
    what: 'the rules that refuse the app UDP to port 443 could not all be taken away',
    why: `the phone said: ${said.trim().slice(0, 200)}`,
    remedy: 'restart the phone: rules of its packet filter do not outlive that',
  });
}
