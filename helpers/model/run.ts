import type { BUNDLE_FORMAT } from './bundle-format.ts';
import type { Claim, Era } from './claim.ts';
import type { ScenarioId } from './ids.ts';

/** `run.json`: what was run, on what, with which tools. Written once, when recording starts. */
export interface RunRecord {
  readonly formatVersion: typeof BUNDLE_FORMAT;
  readonly id: string;
  readonly startedMs: number;
  readonly subject: Subject;
  readonly app: AppUnderTest;
  readonly device: DeviceFacts;
  readonly tools: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, string>>;
  /** The phone's clock less the host's, in milliseconds. */
  readonly clockOffsetMs: number;
  /** The claims as the profile had them when recording: judging needs no other file. */
  readonly claims: readonly Claim[];
  /** Those that are recorded, in order. */
  readonly scenarios: readonly ScenarioRecord[];
  /** Those of the chosen matrix that this phone or this profile does not allow. */
  readonly leftOut?: readonly LeftOutScenario[];
  /** Hosts that the vendor declares as its own; a flow to one of them is the target's. */
  readonly declaredHosts: readonly string[];
  /** What the phone came to trust the run's certificate authority for; absent in a run that broke off before. */
  readonly trust?: AuthorityTrust;
  /** Whether the target was kept from QUIC, which goes round every proxy; absent in a run that broke off before. */
  readonly quic?: QuicBlock;
  /** Hosts that the harness itself serves: stimulus pages and controls. */
  readonly harnessHosts: readonly string[];
}

/** How far the phone trusts the certificates of the recording proxy: as the owner's own, or as the system's. */
export interface AuthorityTrust {
  /** The widest store that holds the authority. Apps since Android 7 need not trust `user`. */
  readonly reached: 'system' | 'user' | 'none';
  /** The phone's word for it; that TLS is read then is for the controls to show. */
  readonly proof: string;
}

/**
 * UDP to port 443: `refused` to these UIDs by rules of the phone's packet filter, so that clients fall back to TCP; `open`
 * is no gap by itself, since what goes that way shows in the kernel's counters.
 */
export type QuicBlock =
  | { readonly kind: 'refused'; readonly uids: readonly number[] }
  | { readonly kind: 'open'; readonly because: string };

/** What a report must say of itself on every page. */
export type Subject =
  | { readonly kind: 'vendor-app' }
  | { readonly kind: 're-enactment'; readonly of: string };

export interface AppUnderTest {
  /** The profile's short name, e.g. `jdjr`. */
  readonly profile: string;
  readonly name: string;
  readonly package: string;
  readonly uid: number;
  readonly versionName: string;
  readonly versionCode: number;
  readonly apkSha256?: string;
  /** Absent when the profile does not know the installed version. */
  readonly era?: Era;
}

export interface DeviceFacts {
  readonly serial: string;
  /** `handset` marks every report as a re-enactment. */
  readonly kind: 'real' | 'emulator' | 'handset';
  readonly manufacturer: string;
  readonly model: string;
  readonly androidRelease: string;
  readonly sdk: number;
  /** How long after a change this version of Android tells an app in the background of it, at most. */
  readonly noticeDelayMs: number;
  readonly build: string;
  readonly root: boolean;
  /** Whether its screen asks for a code, pattern or finger; absent when the phone does not say. */
  readonly secureLock?: boolean;
}

/** One scenario of the run and the claims (by predicate) that its steps exercise. */
export interface ScenarioRecord {
  readonly id: ScenarioId;
  readonly title: string;
  readonly exercises: readonly Claim['predicate'][];
}

/** A scenario that was to be recorded and cannot be here. */
export interface LeftOutScenario extends ScenarioRecord {
  readonly because: string;
}
