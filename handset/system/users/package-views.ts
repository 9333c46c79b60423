import { asUser, type InstalledPackage, type PackageUser } from '../package-state.ts';

/** What packages are to other users than the owner: one object for each, so that who compares them finds them the same. */
export class PackageViews {
  readonly #seen = new WeakMap<
    PackageUser,
    { readonly of: InstalledPackage; readonly is: InstalledPackage }
  >();

  /** Undefined where that user has it not. */
  of(known: InstalledPackage, userId: number): InstalledPackage | undefined {
    const user = known.users.get(userId);
    const is = asUser(known, userId);
    if (user === undefined || is === undefined) return undefined;
    const seen = this.#seen.get(user);
    if (seen?.of === known) return seen.is;
    this.#seen.set(user, { of: known, is });
    return is;
  }
}
