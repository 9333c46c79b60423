import type { Claim, Era } from './claim.ts';
import type { ClaimId } from './ids.ts';
import type { VerdictKind } from './verdict.ts';

/** What is known of one app. Read from `apps/<id>/profile.yaml`. */
export interface Profile {
  /** The short name of the folder, e.g. `jdjr`. */
  readonly id: string;
  readonly name: string;
  readonly package: string;
  /** Hosts that the vendor declares as its own; a leading `*.` stands for any subdomain. */
  readonly declaredHosts: readonly string[];
  readonly versions: readonly ProfileVersion[];
  readonly claims: readonly Claim[];
  readonly screens: ProfileScreens;
}

interface ProfileVersion {
  /** The exact `versionName` as the phone reports it. */
  readonly versionName: string;
  readonly era: Era;
  readonly note: string;
  /** Only for re-enactments, whose truth is known: what each claim must come out as in the default run. */
  readonly expected?: Readonly<Record<ClaimId, VerdictKind>>;
}

/** Selectors of the target's own screens, as UiAutomator2 resource ids. */
export interface ProfileScreens {
  /** The prompt that offers to send the newest image. */
  readonly prompt: string;
  readonly promptSend: string;
  readonly promptDismiss: string;
  /** Shown after the image was sent. */
  readonly sent: string;
}
