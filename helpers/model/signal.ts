/**
 * What the phone keeps on record of one app beside its files and flows. All of it is the phone's word, and names in it
 * are the app's: hostile.
 */

/** The latest access, or refusal, for this operation, state, flag and tag: a register, not a log. */
export interface NotedAccess {
  /** As `AppOpsManager` names it, e.g. `READ_EXTERNAL_STORAGE`; makers have their own. */
  readonly operation: string;
  readonly outcome: 'access' | 'reject';
  /** State of the uid at the access, e.g. `top`, `bg`, `cch`; before Android 9 it is not told. */
  readonly state?: string;
  /** From Android 10: `s` self, `tp` trusted proxy, `tpd` trusted proxied, and the untrusted ones. */
  readonly flag?: string;
  /** From Android 12, where the app gave one. */
  readonly tag?: string;
  /** The phone's wall clock as printed, to the millisecond; before Android 9 only the age is told. */
  readonly stamp?: string;
  /** The host's clock, by the age that the phone told. */
  readonly atMs: number;
}

/** A socket that the kernel lists for a uid. */
export interface UidSocket {
  readonly protocol: 'tcp' | 'udp';
  /** IPv4 in dots (also where the kernel maps it into IPv6), IPv6 in eight groups of hex. */
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** The kernel's two hex digits: `01` established, `06` waiting for late packets, `0A` listening; of UDP `07`. */
  readonly state: string;
}

/** A job that an app has scheduled and that has not run yet, or runs again and again. */
export interface PendingJob {
  readonly package: string;
  readonly id: number;
  /** From Android 14 on an app may number its jobs anew in namespaces of its own. */
  readonly namespace?: string;
}

export interface HeldPermission {
  readonly name: string;
  readonly granted: boolean;
  /** E.g. `USER_SET`, `USER_FIXED`, `ONE_TIME`. */
  readonly flags: readonly string[];
  /** Whose decision it is; absent for one that installing grants. */
  readonly user?: number;
}

export interface PackageNotification {
  readonly id: number;
  readonly tag?: string;
  readonly key: string;
  readonly title?: string;
  readonly text?: string;
}

export const SIGNALS = [
  'clock',
  'operations',
  'observers',
  'process',
  'sockets',
  'jobs',
  'permissions',
  'notifications',
  'bytes',
] as const;
/** What is asked of the phone before and after each step. */
export type Signal = (typeof SIGNALS)[number];
