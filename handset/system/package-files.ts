import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AppManifest, FileOwner, PhoneFiles } from '../parts.ts';

const SYSTEM_UID = 1000;

/** An APK on its way onto the phone. */
export interface StagedApk {
  /** On the host. */
  readonly hostPath: string;
  /** How many arrived. */
  readonly bytes: number;
  /** Why not all arrived, e.g. the sender went away or the disk is full. */
  readonly brokenBy: unknown;
  moveTo(codePath: string): Promise<void>;
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
    bytes: file.bytesWritten,
    brokenBy,
    async moveTo(codePath) {
      await makeDirectory(files, codePath, { uid: SYSTEM_UID, gid: SYSTEM_UID, mode: 0o755 });
      await files.rename(phonePath, `${codePath}/base.apk`);
    },
    remove: () => rm(hostPath, { force: true }),
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

/** The app's own directories, which nobody else may enter. */
export async function makeDataDirectories(files: PhoneFiles, name: string, uid: number): Promise<void> {
  for (const directory of [`/data/data/${name}`, `/data/user_de/0/${name}`])
    await makeDirectory(files, `${directory}/cache`, { uid, gid: uid, mode: 0o700 });
}

export async function removePackageFiles(files: PhoneFiles, name: string, codePath: string): Promise<void> {
  const places = [codePath, `/data/data/${name}`, `/data/user_de/0/${name}`, `/sdcard/Android/data/${name}`];
  for (const place of places) await files.remove(place);
}

/** A phone's files know no making of directories by itself: writing a file makes those above it. */
async function makeDirectory(files: PhoneFiles, directory: string, owner: FileOwner): Promise<void> {
  await files.write(`${directory}/.made`, new Uint8Array(), owner);
  await files.remove(`${directory}/.made`);
}
