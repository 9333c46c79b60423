import { MATRICES, type Matrix, type Profile } from '../../helpers/model/profile.ts';
import type { RunRecord } from '../../helpers/model/run.ts';
import type { VerdictKind } from '../../helpers/model/verdict.ts';
import { versionOf } from './version-of.ts';

/** What a run must come out as. */
export type Expected =
  /** Nobody knows: it is a vendor's app. */
  | { readonly kind: 'nothing-known' }
  /** The truth of the version is known, but not for a run like this one. */
  | { readonly kind: 'not-for-this-run'; readonly because: string }
  | { readonly kind: 'known'; readonly verdicts: Readonly<Record<string, VerdictKind>> };

/** Looks up what is known of the version, on this release of Android, with these scenarios. */
export function expectedVerdicts(profile: Profile, run: RunRecord): Expected {
  const version = versionOf(profile, run.app.versionName);
  if (version === undefined || version.kind === 'range' || version.expected.length === 0)
    return { kind: 'nothing-known' };
  if (run.options.only !== undefined)
    return { kind: 'not-for-this-run', because: 'only some of the scenarios were recorded (--only)' };
  const matrix = matrixOf(run);
  const release = run.device.androidRelease;
  const found = version.expected.find(
    (one) => one.matrix === matrix && one.android.some((known) => isRelease(release, known)),
  );
  if (found !== undefined) return { kind: 'known', verdicts: found.verdicts };
  const known = version.expected.map((one) => `${one.android.join(', ')} (${one.matrix})`).join('; ');
  return {
    kind: 'not-for-this-run',
    because: `the profile says what ${version.versionName} does on Android ${known}, not on ${release} with the ${matrix} matrix`,
  };
}

/** As the run's options say; runs of before there was a choice were quick ones. */
function matrixOf({ options }: RunRecord): Matrix {
  return MATRICES.find((one) => one === options.matrix) ?? 'quick';
}

/** `8.1` stands for `8.1.0` too; `1` does not stand for `10`. */
function isRelease(release: string, known: string): boolean {
  return release === known || release.startsWith(`${known}.`);
}
