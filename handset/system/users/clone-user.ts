import type { Packages } from '../packages.ts';
import { grant } from '../permissions/answer-group.ts';
import type { PhoneUser } from './users.ts';

/** Whom a maker's dual apps live with. Of the names only MIUI's was seen on a phone; of the ids Samsung's too. */
const CLONES: ReadonlyMap<string, { readonly id: number; readonly name: string }> = new Map([
  ['miui', { id: 999, name: 'XSpace' }],
  ['coloros', { id: 999, name: 'MultiApp' }],
  ['oneui', { id: 95, name: 'DUAL_APP' }],
  ['emui', { id: 128, name: 'Clone App' }],
  ['flyme', { id: 999, name: 'clone' }],
]);

/** AOSP has clones from 14 on as profiles; here it gets the id that most makers give. */
const AOSP_CLONE = { id: 999, name: 'Clone' };

/** The user with which the second copy of an app lives (facts: MIUI, ColorOS and others 999, Samsung 95). */
function cloneUser(rom: string, api: number): PhoneUser {
  const { id, name } = CLONES.get(rom) ?? AOSP_CLONE;
  // MANAGED_PROFILE and INITIALIZED, with PROFILE from 11 on; makers' own flags are not known here.
  const flags = api >= 30 ? 0x1030 : 0x30;
  return { id, name, flags, profileOf: 0, running: true, clone: true, sharesMedia: api >= 31 };
}

/** Gives an app its second copy: the user that it lives with, its directories, its part of shared storage, its permissions. */
export async function installClone(
  { packages }: { readonly packages: Packages },
  name: string,
  { rom, api }: { readonly rom: string; readonly api: number },
): Promise<void> {
  if (packages.get(name) === undefined)
    throw new Error(
      `There is no app ${name} to clone; choose one of: ${packages
        .all()
        .map((one) => one.package)
        .join(', ')}`,
    );
  const user = cloneUser(rom, api);
  packages.users.add(user);
  await packages.addUser(user.id);
  await packages.installExisting(name, user.id);
  const [owners, clones] = [packages.get(name), packages.get(name, user.id)];
  if (owners === undefined || clones === undefined) return;
  // As the owner's copy has them from the start; what is asked for later is asked for each by itself.
  const state = clones.permissionState;
  const allowed = state.runtime().filter((one) => owners.granted.has(one));
  grant(state, allowed, api);
}
