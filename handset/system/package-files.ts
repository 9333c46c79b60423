import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AppManifest } from '../app-parts.ts';
import { sharedStorage } from '../shell/phone-directories.ts';
import type { FileOwner, PhoneFiles } from '../shell-parts.ts';

const SYSTEM_UID = 1000;

/** An APK on its way onto the phone. */
export interface StagedApk {
  /** On the host. */
  readonly hostPath: string;
  readonly phonePath: string;
  /** How many arrived. */
  readonly bytes: number;
  /** Why not all arrived, e.g. the sender went away or the disk is full. */
  readonly brokenBy: unknown;
  moveTo(codePath: string, name: string): Promise<void>;
  /** What was not moved is taken away. */
  remove(): Promise<void>;
}

/** Takes an APK in, up to where its stream breaks off. */
export async function stageApk(files: PhoneFiles, apk: Readable): Promise<StagedApk> {
  const phonePath = `/data/app/vmdl${randomBytes(4).toString('hex')}.tmp`;
  const hostPath = await files.hostPath(phonePath);
  const file = createWriteStream(hostPath, { mode: 0o644 });
  const claimed = async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      files.claim(chunk.length);
      yield chunk;
    }
  };
  const brokenBy: unknown = await pipeline(apk, claimed, file).then(
    () => undefined,
    (error: unknown) => error,
  );
  return {
    hostPath,
    phonePath,
    bytes: file.bytesWritten,
    brokenBy,
    async moveTo(codePath, name) {
      await makeDirectory(files, codePath, { uid: SYSTEM_UID, gid: SYSTEM_UID, mode: 0o755 });
      await files.rename(phonePath, `${codePath}/${name}`);
    },
    async remove() {
      // Where the stream broke at once, its file may still be about to be made.
      if (!file.closed) await new Promise<void>((resolve) => file.once('close', () => resolve()));
      await rm(hostPath, { force: true });
    },
  };
}

/** Stands where an APK would. It is none, and says so: the handset's apps are TypeScript modules. */
export async function writeModuleFile(
  files: PhoneFiles,
  codePath: string,
  manifest: AppManifest,
): Promise<void> {
  const { package: handsetModule, versionName } = manifest;
  const text = JSON.stringify({ handsetModule, versionName }, null, 1);
  const owner = { uid: SYSTEM_UID, gid: SYSTEM_UID, mode: 0o644 };
  await files.write(`${codePath}/base.apk`, Buffer.from(text), owner);
}

/** Where the package of one version lies: with a part that nobody can guess from 8 on, below another one from 11 on. */
export function codePathOf(name: string, api: number): string {
  const random = (): string => randomBytes(16).toString('base64url');
  return api < 30 ? `/data/app/${name}-${random()}==` : `/data/app/~~${random()}==/${name}-${random()}==`;
}

/** Whose directories they are. The owner of the phone has his under a name of their own. */
interface DataOwner {
  readonly name: string;
  readonly uid: number;
  readonly userId: number;
}

/** Where a user's apps have their directories, and his part of shared storage (installd, vold). */
export async function makeUserDirectories(files: PhoneFiles, userId: number, api: number): Promise<void> {
  const own = [`/data/user/${userId}`, `/data/user_de/${userId}`].map(
    (place) => [place, SYSTEM_UID, SYSTEM_UID, 0o771] as const,
  );
  // A directory is its owner's only if it is not made on the way to another.
  const above = [...own, ...sharedStorage(api, userId)].sort(([a], [b]) => a.length - b.length);
  for (const [place, uid, gid, mode] of above) await makeDirectory(files, place, { uid, gid, mode });
}

/** The app's own directories, which nobody else may enter. */
export async function makeDataDirectories(files: PhoneFiles, owner: DataOwner): Promise<void> {
  const { uid } = owner;
  for (const directory of dataDirectories(owner))
    await makeDirectory(files, `${directory}/cache`, { uid, gid: uid, mode: 0o700 });
}

function dataDirectories({ name, userId }: Pick<DataOwner, 'name' | 'userId'>): readonly string[] {
  return [dataDirectory(name, userId), `/data/user_de/${userId}/${name}`];
}

export function dataDirectory(name: string, userId: number): string {
  return userId === 0 ? `/data/data/${name}` : `/data/user/${userId}/${name}`;
}

/** What a user has of the app, in its own directories and in shared storage. */
export async function removeDataOf(
  files: PhoneFiles,
  owner: Pick<DataOwner, 'name' | 'userId'>,
): Promise<void> {
  const shared = ['data', 'media', 'obb'].map(
    (part) => `/storage/emulated/${owner.userId}/Android/${part}/${owner.name}`,
  );
  for (const place of [...dataDirectories(owner), ...shared]) await files.remove(place);
}

/** Empties them, as `pm clear` does. */
export async function clearDataOf(
  files: PhoneFiles,
  owner: Pick<DataOwner, 'name' | 'userId'>,
): Promise<void> {
  const shared = `/storage/emulated/${owner.userId}/Android/data/${owner.name}`;
  for (const directory of [...dataDirectories(owner), shared])
    for (const entry of await files.list(directory)) await files.remove(`${directory}/${entry}`);
}

/** The files of a package, with the directory above them where there is one of its own. */
export async function removeCode(files: PhoneFiles, codePath: string): Promise<void> {
  await files.remove(/^\/data\/app\/~~[^/]+/.exec(codePath)?.[0] ?? codePath);
}

/** A phone's files know no making of directories by itself: writing a file makes those above it. */
async function makeDirectory(files: PhoneFiles, directory: string, owner: FileOwner): Promise<void> {
  await files.write(`${directory}/.made`, new Uint8Array(), owner);
  await files.remove(`${directory}/.made`);
}
