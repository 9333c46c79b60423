import type { ApkManifest } from '../apk/apk-manifest.ts';
import type { ApkSignature } from '../apk/apk-signature.ts';
import type { InstalledPackage } from '../package-state.ts';

/** What the installer asked for, as `pm install` takes it. */
export interface InstallOptions {
  /** False: an app that is installed already is refused (`-R`, and up to 8.1 the absence of `-r`). */
  readonly replace: boolean;
  /** `-g`: all runtime permissions are granted. */
  readonly grantAll: boolean;
  readonly allowTestOnly: boolean;
  readonly allowDowngrade: boolean;
  readonly bypassLowTargetSdk: boolean;
  readonly installer: string | undefined;
  /** Undefined: all users. */
  readonly userId: number | undefined;
  /** `-p`: the package to which splits are added. */
  readonly inheritFrom: string | undefined;
}

/** As `adb install` without any option does on Android 9 and later. */
export const PLAIN_INSTALL: InstallOptions = {
  replace: true,
  grantAll: false,
  allowTestOnly: false,
  allowDowngrade: false,
  bypassLowTargetSdk: false,
  installer: undefined,
  userId: undefined,
  inheritFrom: undefined,
};

/** Why a package is not installed: PackageManager.INSTALL_FAILED_* and what is said beside it. */
export interface InstallRefusal {
  readonly code: string;
  readonly text?: string;
}

interface Candidate {
  readonly manifest: ApkManifest;
  readonly signature: ApkSignature;
  readonly before: InstalledPackage | undefined;
  readonly options: InstallOptions;
  readonly api: number;
  /** `Build.IS_DEBUGGABLE`: userdebug. */
  readonly debuggableBuild: boolean;
  readonly all: readonly InstalledPackage[];
}

/** In the order in which the package manager looks; undefined when nothing speaks against it. */
export function refusalOf(candidate: Candidate): InstallRefusal | undefined {
  return (
    olderSdk(candidate) ??
    deprecatedSdk(candidate) ??
    testOnly(candidate) ??
    alreadyThere(candidate) ??
    downgrade(candidate) ??
    otherSigner(candidate) ??
    takenProvider(candidate)
  );
}

/** The line of the manifest, which phones up to 10 name before it, is left out. */
function olderSdk({ manifest: { minSdk }, api }: Candidate): InstallRefusal | undefined {
  if (minSdk <= api) return undefined;
  const text = `Failed parse during installPackageLI: Requires newer sdk version #${minSdk} (current version is #${api})`;
  return { code: 'INSTALL_FAILED_OLDER_SDK', text };
}

/** The lowest target SDK that 14 and 15 install (behaviour changes of both, "minimum installable target API level"). */
function deprecatedSdk({ manifest: { targetSdk }, options, api }: Candidate): InstallRefusal | undefined {
  const lowest = api >= 35 ? 24 : api >= 34 ? 23 : 0;
  if (targetSdk >= lowest || options.bypassLowTargetSdk) return undefined;
  const text = `App package must target at least SDK version ${lowest}, but found ${targetSdk}`;
  return { code: 'INSTALL_FAILED_DEPRECATED_SDK_VERSION', text };
}

function testOnly({ manifest, options, api }: Candidate): InstallRefusal | undefined {
  if (manifest.parts?.testOnly !== true || options.allowTestOnly) return undefined;
  // Read in 10 and 11; the later sentence is from what adb users quote of 13.
  const text = api < 33 ? 'installPackageLI' : 'Failed to install test-only apk. Did you forget to add -t?';
  return { code: 'INSTALL_FAILED_TEST_ONLY', text };
}

function alreadyThere({ manifest, before, options }: Candidate): InstallRefusal | undefined {
  if (before === undefined || options.replace) return undefined;
  const text = `Attempt to re-install ${manifest.package} without first uninstalling.`;
  return { code: 'INSTALL_FAILED_ALREADY_EXISTS', text };
}

/** A downgrade has to be asked for, and then is for debuggable apps and builds only. */
function downgrade(candidate: Candidate): InstallRefusal | undefined {
  const { manifest, before, options, api, debuggableBuild } = candidate;
  if (before === undefined || manifest.versionCode >= before.versionCode) return undefined;
  if (options.allowDowngrade && (debuggableBuild || before.debuggable)) return undefined;
  const code = 'INSTALL_FAILED_VERSION_DOWNGRADE';
  // Up to 11 the reason is in the log only (PackageManagerService of 10 and 11).
  if (api < 31) return { code };
  const versions = `Update version code ${manifest.versionCode} is older than current ${before.versionCode}`;
  return { code, text: `Downgrade detected: ${versions}` };
}

/** The handset's own apps are signed by nobody, so nobody can update them. */
function otherSigner({ manifest, signature, before, api }: Candidate): InstallRefusal | undefined {
  if (before === undefined || before.signature?.certificate.equals(signature.certificate) === true)
    return undefined;
  const name = manifest.package;
  // The first sentence is of PackageManagerServiceUtils up to 12; the second is quoted from phones of 13 and later.
  const text =
    api < 33
      ? `Package ${name} signatures do not match previously installed version; ignoring!`
      : `Existing package ${name} signatures do not match newer version; ignoring!`;
  return { code: 'INSTALL_FAILED_UPDATE_INCOMPATIBLE', text };
}

function takenProvider({ manifest, all }: Candidate): InstallRefusal | undefined {
  for (const provider of manifest.parts?.providers ?? [])
    for (const authority of provider.authorities ?? []) {
      const other = all.find(
        (one) =>
          one.package !== manifest.package &&
          one.parts?.providers.some(({ authorities }) => authorities?.includes(authority) === true) === true,
      );
      if (other === undefined) continue;
      const text = `Can't install because provider name ${authority} (in package ${manifest.package}) is already used by ${other.package}`;
      return { code: 'INSTALL_FAILED_CONFLICTING_PROVIDER', text };
    }
  return undefined;
}
