import { type ApkManifest, readApkManifest } from '../apk/apk-manifest.ts';
import { type ApkSignature, readSignature } from '../apk/apk-signature.ts';
import type { StagedApk } from '../package-files.ts';
import type { InstallRefusal } from './install-rules.ts';

/** An APK whose manifest and signature were read. */
export interface ReadApk {
  readonly staged: StagedApk;
  readonly manifest: ApkManifest;
  readonly signature: ApkSignature;
}

/** Reads all APKs of a session, or tells what is wrong with the first one that is no APK of this Android. */
export async function readApks(
  staged: readonly StagedApk[],
  api: number,
): Promise<readonly ReadApk[] | InstallRefusal> {
  const read: ReadApk[] = [];
  for (const one of staged) {
    const apk = await readOne(one, api);
    if ('code' in apk) return apk;
    read.push(apk);
  }
  const [first] = read;
  const other = read.find(
    ({ manifest }) =>
      manifest.package !== first?.manifest.package || manifest.versionCode !== first.manifest.versionCode,
  );
  if (other !== undefined)
    return {
      code: 'INSTALL_FAILED_INVALID_APK',
      text: `${other.staged.phonePath} package ${other.manifest.package} inconsistent with ${first?.manifest.package}`,
    };
  return read;
}

async function readOne(staged: StagedApk, api: number): Promise<ReadApk | InstallRefusal> {
  let manifest: ApkManifest;
  try {
    manifest = await readApkManifest(staged.hostPath, api);
  } catch (error) {
    return {
      code: 'INSTALL_PARSE_FAILED_NOT_APK',
      text: `Failed to parse ${staged.phonePath}: ${why(error)}`,
    };
  }
  const collecting = `Failed to collect certificates from ${staged.phonePath}`;
  try {
    const signature = await readSignature(staged.hostPath, api);
    if (signature !== undefined && !(needsScheme2(manifest, api) && signature.scheme === 1))
      return { staged, manifest, signature };
    return {
      code: 'INSTALL_PARSE_FAILED_NO_CERTIFICATES',
      text: `${collecting}: ${unsigned(manifest, api)}`,
    };
  } catch (error) {
    const text = `${collecting} using APK Signature Scheme v2: ${why(error)}`;
    return { code: 'INSTALL_PARSE_FAILED_NO_CERTIFICATES', text };
  }
}

/** From Android 11 on apps that target it have to be signed by scheme 2 at least (behaviour changes of 11). */
function needsScheme2({ targetSdk }: ApkManifest, api: number): boolean {
  return api >= 30 && targetSdk >= 30;
}

function unsigned(manifest: ApkManifest, api: number): string {
  return needsScheme2(manifest, api)
    ? `No signature found in package of version 2 or newer for package ${manifest.package}`
    : 'Attempt to get length of null array';
}

function why(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
