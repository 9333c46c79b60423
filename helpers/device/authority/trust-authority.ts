import { HarnessError } from '../../model/harness-error.ts';
import type { AuthorityTrust } from '../../model/run.ts';
import type { TimelineEvent } from '../../model/timeline.ts';
import type { Adb } from '../adb.ts';
import { type PhoneChange, phoneChange } from '../phone-settings.ts';
import type { Superuser } from '../superuser.ts';
import {
  mountOverStore,
  removeFromStore,
  seenInStore,
  unmountFromStore,
  writeIntoStore,
} from './system-store.ts';
import { removeFromUserStore, seenInUserStore, writeIntoUserStore } from './user-store.ts';

interface TrustingPhone {
  readonly adb: Adb;
  readonly superuser: Superuser | undefined;
  readonly note: (event: TimelineEvent) => void;
}

interface Authority {
  readonly certificateFile: string;
  readonly subjectHashOld: string;
}

/** What the phone came to trust, and what undoes it, in the order in which it was done. */
export interface Trusted {
  readonly trust: AuthorityTrust;
  readonly changes: readonly PhoneChange[];
}

/**
 * Has the phone trust the run's authority as far as it lets us: among the user's, and among the system's, which all apps
 * trust that do not pin. Both take root; without it the owner has to install it by hand, and whether it is trusted is then
 * shown by the control alone.
 */
export async function trustAuthority(phone: TrustingPhone, authority: Authority): Promise<Trusted> {
  const { adb, superuser, note } = phone;
  if (superuser === undefined)
    return { trust: { reached: 'none', proof: 'there is no root to install it with' }, changes: [] };
  const name = `${authority.subjectHashOld}.0`;
  const root: Root = { adb, superuser, note, staged: `/data/local/tmp/${name}`, name };
  await adb.command(['push', authority.certificateFile, root.staged]);
  const user = await trustAsUser(root);
  const system = await trustAsSystem(root);
  await adb.shell(`rm -f ${root.staged}`);
  return {
    trust: await trustReached(root),
    changes: [user, system].filter((change) => change !== undefined),
  };
}

interface Root extends TrustingPhone {
  readonly superuser: Superuser;
  /** The authority's file on the phone, and its name in a store. */
  readonly staged: string;
  readonly name: string;
}

async function trustAsUser(root: Root): Promise<PhoneChange> {
  const { name, staged } = root;
  await asRoot(root, writeIntoUserStore(staged, name));
  return phoneChange(root.note, `certificate authority ${name} among the user's`, async () => {
    await asRoot(root, removeFromUserStore(name));
    await refuseLeft(root, seenInUserStore(name));
  });
}

/** By a mount, which leaves the phone's own files alone; else by a file, where there is leave to write one. */
async function trustAsSystem(root: Root): Promise<PhoneChange | undefined> {
  const { adb, superuser, name, staged, note } = root;
  const mounted = await adb.attempt(superuser.wrap(mountOverStore(staged, name)));
  const undo = /^mounted$/m.test(mounted.stdout)
    ? unmountFromStore()
    : /^written$/m.test((await adb.attempt(superuser.wrap(writeIntoStore(staged, name)))).stdout)
      ? removeFromStore(name)
      : undefined;
  if (undo === undefined) return undefined;
  return phoneChange(note, `certificate authority ${name} among the system's`, async () => {
    // A restart has taken a mount away already.
    await adb.attempt(superuser.wrap(undo));
    await refuseLeft(root, seenInStore(name));
  });
}

async function trustReached(root: Root): Promise<AuthorityTrust> {
  const system = (await asRoot(root, seenInStore(root.name))).trim();
  if (system !== '') return { reached: 'system', proof: system };
  const user = (await asRoot(root, seenInUserStore(root.name))).trim();
  return user === ''
    ? { reached: 'none', proof: 'the phone took the file and does not show it' }
    : { reached: 'user', proof: user };
}

async function asRoot({ adb, superuser }: Root, script: string): Promise<string> {
  return await adb.shell(superuser.wrap(script));
}

/** An authority whose key lies on this machine must not stay on somebody's phone. */
async function refuseLeft(root: Root, look: string): Promise<void> {
  const left = (await asRoot(root, look)).trim();
  if (left === '') return;
  throw new HarnessError('INTERNAL', {
    what: `the certificate authority of this run is still on the phone: ${left}`,
    why: 'it was removed, and the phone shows it all the same',
    remedy: 'restart the phone, and look at its trusted certificates',
  });
}
