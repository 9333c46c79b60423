import {
  isRestricted,
  isRuntime,
  protectionOf,
  type Requested,
  RUNTIME_SDK,
  requestedPermissions,
} from './permission-rules.ts';

/** PackageManager.FLAG_PERMISSION_*, in the order of their bits, which is the order in which dumps list them. */
const PERMISSION_FLAGS = [
  'USER_SET',
  'USER_FIXED',
  'POLICY_FIXED',
  'REVOKED_COMPAT',
  'SYSTEM_FIXED',
  'GRANTED_BY_DEFAULT',
  'REVIEW_REQUIRED',
  'REVOKE_WHEN_REQUESTED',
  'USER_SENSITIVE_WHEN_GRANTED',
  'USER_SENSITIVE_WHEN_DENIED',
  'RESTRICTION_INSTALLER_EXEMPT',
  'RESTRICTION_SYSTEM_EXEMPT',
  'RESTRICTION_UPGRADE_EXEMPT',
  'APPLY_RESTRICTION',
  'GRANTED_BY_ROLE',
  'ONE_TIME',
  'AUTO_REVOKED',
] as const;
export type PermissionFlag = (typeof PERMISSION_FLAGS)[number];

/** Whom permissions are asked for, as its manifest says. */
export interface Asking {
  readonly permissions: readonly string[];
  readonly targetSdk: number;
  readonly system: boolean;
}

/** The permissions of one package for one user: what it asks for, which of it it holds, and why. */
export class PermissionState {
  readonly #api: number;
  readonly #granted = new Set<string>();
  readonly #flags = new Map<string, Set<PermissionFlag>>();
  #asking: Asking;
  #requested: Requested;

  constructor(asking: Asking, api: number) {
    this.#api = api;
    this.#asking = asking;
    this.#requested = requestedPermissions(asking.permissions, asking.targetSdk, api);
    this.#install();
  }

  /** What the manifest asks for, with what the platform adds to it. */
  get requested(): readonly string[] {
    return this.#requested.all;
  }

  get granted(): ReadonlySet<string> {
    return this.#granted;
  }

  isImplicit(permission: string): boolean {
    return this.#requested.implicit.has(permission);
  }

  /** What the platform split from a permission for this app. */
  splitFrom(permission: string): readonly string[] {
    return [...this.#requested.implicit].flatMap(([added, from]) =>
      from.includes(permission) ? [added] : [],
    );
  }

  /** Granted and revoked while the app is installed, not by installing it. */
  isRuntime(permission: string): boolean {
    return isRuntime(permission, this.#asking.targetSdk, this.#api);
  }

  runtime(): readonly string[] {
    return this.requested.filter((one) => this.isRuntime(one));
  }

  /** What the app has by being installed, in the order in which it asks. */
  installTime(): readonly string[] {
    return this.requested.filter((one) => !this.isRuntime(one) && this.#granted.has(one));
  }

  /** In the order of their bits. */
  flags(permission: string): readonly PermissionFlag[] {
    const set = this.#flags.get(permission);
    return set === undefined ? [] : PERMISSION_FLAGS.filter((flag) => set.has(flag));
  }

  has(permission: string, flag: PermissionFlag): boolean {
    return this.#flags.get(permission)?.has(flag) ?? false;
  }

  set(permission: string, granted: boolean): void {
    if (granted) this.#granted.add(permission);
    else this.#granted.delete(permission);
  }

  mark(permission: string, flags: readonly PermissionFlag[], set = true): void {
    const known = this.#flags.get(permission) ?? new Set();
    for (const flag of flags) {
      if (set) known.add(flag);
      else known.delete(flag);
    }
    this.#flags.set(permission, known);
  }

  /** As after the first install: nothing is granted that is asked for at run time, and no answer is remembered. */
  reset(): void {
    this.#granted.clear();
    this.#flags.clear();
    this.#install();
  }

  /** Another version of the app came: what was granted stays, as far as the new one still asks for it. */
  update(asking: Asking): void {
    const wasLegacy = this.#asking.targetSdk < RUNTIME_SDK;
    const before = new Set(this.#granted);
    this.#asking = asking;
    this.#requested = requestedPermissions(asking.permissions, asking.targetSdk, this.#api);
    for (const one of [...this.#granted]) this.#granted.delete(one);
    for (const one of [...this.#flags.keys()]) if (!this.requested.includes(one)) this.#flags.delete(one);
    this.#install();
    // An app that comes from before Android 6 keeps what it had (PermissionManagerService.restorePermissionState).
    const kept = this.runtime().filter((one) => before.has(one) && (wasLegacy || !this.#granted.has(one)));
    for (const one of kept) this.#granted.add(one);
  }

  #install(): void {
    for (const one of this.requested) {
      if (this.#heldByInstalling(one)) this.#granted.add(one);
      if (this.isRuntime(one)) this.#markNew(one);
    }
  }

  #heldByInstalling(permission: string): boolean {
    const { targetSdk, system } = this.#asking;
    switch (protectionOf(permission, this.#api)) {
      case undefined:
        return false;
      case 'normal':
        return true;
      case 'dangerous':
        return targetSdk < RUNTIME_SDK || system;
      case 'appop':
        // `pre23` of SYSTEM_ALERT_WINDOW and WRITE_SETTINGS.
        return (
          system || (targetSdk < RUNTIME_SDK && /\.(?:SYSTEM_ALERT_WINDOW|WRITE_SETTINGS)$/.test(permission))
        );
      case 'development':
      case 'signature':
        return system;
    }
  }

  #markNew(permission: string): void {
    if (this.#flags.has(permission)) return;
    const flags: PermissionFlag[] = this.#asking.system ? ['GRANTED_BY_DEFAULT'] : [];
    if (this.#api >= 29) flags.push('USER_SENSITIVE_WHEN_GRANTED', 'USER_SENSITIVE_WHEN_DENIED');
    if (isRestricted(permission, this.#api)) flags.push('RESTRICTION_INSTALLER_EXEMPT');
    if (this.isImplicit(permission)) flags.push('REVOKE_WHEN_REQUESTED');
    this.mark(permission, flags);
  }
}
