import path from 'node:path';
import type { PhoneFiles } from '../../shell-parts.ts';
import { dataDirectory } from '../package-files.ts';
import type { InstalledPackage } from '../package-state.ts';
import type { TarFile } from './tar.ts';

/** sdcard_rw and everybody_in_media_rw: the owner of what lies in shared storage, as the system writes it. */
const SHARED = { uid: 0, gid: 1_015, mode: 0o660 };

/** What a manifest in a backup says of the app that it is for. */
export interface BackedUp {
  readonly versionCode: number;
  /** The signer's certificate in hex; undefined for none. */
  readonly signature: string | undefined;
}

/** FullRestoreEngine's reading of AppMetadataBackupWriter's lines; `undefined` for what is not of this package. */
export function readManifest(bytes: Buffer, name: string): BackedUp | undefined {
  const [version, of, code = '', , , , signatures = '', signature] = bytes.toString('latin1').split('\n');
  if (version !== '1' || of !== name || !/^\d+$/.test(code) || !/^\d+$/.test(signatures)) return undefined;
  return { versionCode: Number(code), signature: Number(signatures) > 0 ? signature : undefined };
}

/** Puts one file of an app back where its domain says, and nowhere else; false for what belongs nowhere. */
export async function restoreAppFile(
  files: PhoneFiles,
  { package: name, uid }: InstalledPackage,
  file: TarFile,
): Promise<boolean> {
  const [, , domain = '', ...parts] = file.path.split('/');
  const base = baseOf(name, domain);
  if (base === undefined) return false;
  const owner = domain === 'ef' || domain === 'obb' ? { ...SHARED, uid } : { uid, gid: uid, mode: 0o600 };
  return await put(files, `${base}/${parts.join('/')}`, { base, bytes: file.bytes, owner });
}

export async function restoreSharedFile(files: PhoneFiles, file: TarFile): Promise<boolean> {
  const base = '/storage/emulated/0';
  const place = `${base}/${file.path.split('/').slice(2).join('/')}`;
  return await put(files, place, { base, bytes: file.bytes, owner: SHARED });
}

/** FullBackup's tokens; of `a`, the package itself, nothing is put back here. */
function baseOf(name: string, domain: string): string | undefined {
  const own = dataDirectory(name, 0);
  const shared = `/storage/emulated/0/Android`;
  const bases: Readonly<Record<string, string>> = {
    f: `${own}/files`,
    db: `${own}/databases`,
    sp: `${own}/shared_prefs`,
    r: own,
    ef: `${shared}/data/${name}/files`,
    obb: `${shared}/obb/${name}`,
  };
  return Object.hasOwn(bases, domain) ? bases[domain] : undefined;
}

interface Put {
  readonly base: string;
  readonly bytes: Buffer;
  readonly owner: Parameters<PhoneFiles['write']>[2];
}

/** FullBackupAgent checks the canonical path: names that lead out of the base are left out, links as well as dots. */
async function put(files: PhoneFiles, place: string, { base, bytes, owner }: Put): Promise<boolean> {
  const within = path.posix.normalize(place);
  if (within !== place || !place.startsWith(`${base}/`) || place.includes('\0')) return false;
  const real = await files.hostPath(place).catch(() => undefined);
  if (real === undefined || !real.startsWith(`${await files.hostPath(base)}/`)) return false;
  await files.write(place, bytes, owner);
  return true;
}
