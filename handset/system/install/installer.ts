import type { PhoneFiles } from '../../shell-parts.ts';
import type { AndroidVersion } from '../android-version.ts';
import type { ApkManifest } from '../apk/apk-manifest.ts';
import { codePathOf, removeCode, type StagedApk } from '../package-files.ts';
import type { InstalledPackage } from '../package-state.ts';
import type { Packages } from '../packages.ts';
import { type InstallOptions, type InstallRefusal, refusalOf } from './install-rules.ts';
import { type ReadApk, readApks } from './read-apks.ts';

/** What a package is beside its manifest. */
export type PackageExtra = Pick<
  InstalledPackage,
  'label' | 'system' | 'codePath' | 'splits' | 'signature' | 'installer' | 'app'
>;

export interface InstallerParts {
  readonly android: AndroidVersion;
  readonly files: PhoneFiles;
  /** Absent: userdebug. */
  readonly build?: 'userdebug' | 'user';
  readonly packages: Pick<Packages, 'get' | 'all' | 'tell'>;
  now(): number;
  /** Makes the package known, for those users that are to have it. */
  add(manifest: ApkManifest, extra: PackageExtra, options: InstallOptions): Promise<InstalledPackage>;
  put(known: InstalledPackage): void;
}

/** Installs what a session has brought, all or nothing; undefined when it is installed. */
export async function installStaged(
  parts: InstallerParts,
  staged: readonly StagedApk[],
  options: InstallOptions,
): Promise<InstallRefusal | undefined> {
  const { android, build, packages } = parts;
  const read = await readApks(staged, android.api);
  if ('code' in read) return read;
  const base = read.find(({ manifest }) => manifest.parts?.split === undefined);
  if (base === undefined) return await addSplits(parts, read, options);
  const { manifest, signature } = base;
  const before = packages.get(manifest.package);
  const refusal = refusalOf({
    manifest,
    signature,
    before,
    options,
    api: android.api,
    debuggableBuild: build !== 'user',
    all: packages.all(),
  });
  if (refusal !== undefined) return refusal;
  if (before !== undefined) await packages.tell({ kind: 'replaced', package: manifest.package });
  await putNew(parts, { base, read, before, options });
  return undefined;
}

interface Fresh {
  readonly base: ReadApk;
  readonly read: readonly ReadApk[];
  readonly before: InstalledPackage | undefined;
  readonly options: InstallOptions;
}

async function putNew(
  { files, android, add }: InstallerParts,
  { base, read, before, options }: Fresh,
): Promise<void> {
  const { manifest, signature } = base;
  const codePath = codePathOf(manifest.package, android.api);
  for (const { staged, manifest: one } of read) await staged.moveTo(codePath, fileName(one));
  const splits = read.filter((one) => one !== base).map((one) => fileName(one.manifest));
  const label = manifest.parts?.label ?? manifest.package;
  const installer = options.installer ?? before?.installer;
  const extra = { label, system: false, codePath, splits: splits.sort(), signature, installer };
  const { permissionState } = await add(manifest, extra, options);
  if (before !== undefined) await removeCode(files, before.codePath);
  if (options.grantAll) for (const one of permissionState.runtime()) permissionState.set(one, true);
}

/** Splits without a base come to a package that is there (`pm install-create -p`). */
async function addSplits(
  parts: InstallerParts,
  read: readonly ReadApk[],
  options: InstallOptions,
): Promise<InstallRefusal | undefined> {
  const invalid = (text: string): InstallRefusal => ({ code: 'INSTALL_FAILED_INVALID_APK', text });
  const [first] = read;
  const before = parts.packages.get(options.inheritFrom ?? '');
  if (first === undefined || before?.package !== first.manifest.package)
    return invalid('Full install must include a base package');
  if (first.manifest.versionCode !== before.versionCode)
    return invalid('Splits are inconsistent with the base version');
  if (before.signature?.certificate.equals(first.signature.certificate) !== true)
    return invalid('Splits are inconsistent with the base signatures');
  await parts.packages.tell({ kind: 'replaced', package: before.package });
  for (const { staged, manifest } of read) await staged.moveTo(before.codePath, fileName(manifest));
  const names = new Set([...before.splits, ...read.map(({ manifest }) => fileName(manifest))]);
  parts.put({ ...before, splits: [...names].sort(), lastUpdateMs: parts.now() });
  return undefined;
}

/** A split's name is the APK's own word: it must not lead out of the directory. */
function fileName({ parts }: ApkManifest): string {
  return parts?.split === undefined ? 'base.apk' : `split_${parts.split.replaceAll(/[^\w.-]/g, '_')}.apk`;
}
