import type { AppProcess } from '../app-parts.ts';
import { mediaCaller } from './app-media-caller.ts';
import {
  type AppServices,
  denied,
  endedError,
  READ,
  READ_OP,
  refused,
  WRITE,
  WRITE_OP,
} from './app-services.ts';
import { packageDirectory, sharedPath } from './media/media-path.ts';
import { type PhoneProcess, userOf } from './process.ts';
import { cardsIn, isOwnOnCard } from './sd-card.ts';

const SDCARD_RW = 1015;

type Act = 'read' | 'write' | 'list';

interface Allowed {
  readonly path: string;
  /** `indexed`: shared storage of Android 11 and up, which MediaProvider watches. */
  readonly place: 'internal' | 'shared' | 'indexed';
}

/** The files of an app: its own directories always, the rest of shared storage by the version's rules, nothing else. */
export function createAppFiles(process: PhoneProcess, services: AppServices): AppProcess['files'] {
  const { package: known } = process;
  const { files, media } = services;
  const caller = mediaCaller(process, services);
  const check = async (path: string, act: Act): Promise<Allowed> => {
    if (process.ended) throw endedError(process);
    return await allowed(process, services, { path, act });
  };

  return {
    async read(phonePath) {
      const { path, place } = await check(phonePath, 'read');
      const bytes = await files.read(path);
      return place === 'indexed' ? media.paths.seen(caller, path, bytes) : bytes;
    },
    async write(phonePath, bytes) {
      const { path, place } = await check(phonePath, 'write');
      const gid = place === 'internal' ? known.uid : SDCARD_RW;
      await files.write(path, bytes, { uid: known.uid, gid, mode: place === 'internal' ? 0o600 : 0o660 });
      if (place === 'indexed') await media.paths.written(caller, path);
    },
    async rename(from, to) {
      const [source, target] = [await check(from, 'write'), await check(to, 'write')];
      await files.rename(source.path, target.path);
      if (source.place === 'indexed' || target.place === 'indexed')
        await media.paths.renamed(caller, source.path, target.path);
    },
    async remove(phonePath) {
      const { path, place } = await check(phonePath, 'write');
      await files.remove(path);
      if (place === 'indexed') media.paths.removed(path);
    },
    async stat(phonePath) {
      const { bytes, directory } = await files.stat((await check(phonePath, 'list')).path);
      return { bytes, directory };
    },
    async list(phonePath) {
      const { path, place } = await check(phonePath, 'list');
      const names = await files.list(path);
      return place === 'indexed' ? await media.paths.visible(caller, path, names) : names;
    },
  };
}

async function allowed(
  process: PhoneProcess,
  services: AppServices,
  wanted: { readonly path: string; readonly act: Act },
): Promise<Allowed> {
  const { package: name } = process.package;
  const { path: phonePath, act } = wanted;
  if (phonePath.split('/').includes('..')) throw denied(phonePath);
  const { storage } = services.media;
  const internal = dataDirectories(process);
  if (internal.some((own) => phonePath.startsWith(own))) return { path: phonePath, place: 'internal' };
  if (await isOwnCardFile(process, services, phonePath)) return { path: phonePath, place: 'shared' };
  const top = phonePath.replace(/\/+$/, '').replace(/^\/sdcard$/, storage.path);
  const path = storage.reached.includes(top) ? top : sharedPath(phonePath, storage);
  if (path === undefined) throw denied(phonePath);
  if (packageDirectory(path)?.package === name) return { path, place: 'shared' };
  if (services.android.api >= 30) {
    const why = await services.media.paths.refusal(mediaCaller(process, services), path, act);
    if (why !== undefined) throw refused(path, why);
    return { path, place: 'indexed' };
  }
  if (!mounted(process, services, act)) throw denied(path);
  return { path, place: 'shared' };
}

/** Volumes that can be taken out are the owner's. */
async function isOwnCardFile(
  process: PhoneProcess,
  { files }: AppServices,
  phonePath: string,
): Promise<boolean> {
  if (userOf(process) !== 0 || !isOwnOnCard(phonePath, process.package.package)) return false;
  const [, , serial = ''] = phonePath.split('/');
  return (await cardsIn(files)).includes(serial);
}

/** `/data/data` is the owner's. */
function dataDirectories(process: PhoneProcess): readonly string[] {
  const { package: name } = process.package;
  const userId = userOf(process);
  return [
    ...(userId === 0 ? [`/data/data/${name}/`] : []),
    `/data/user/${userId}/${name}/`,
    `/data/user_de/${userId}/${name}/`,
  ];
}

/**
 * Until Android 10 the permission opens all of shared storage, other apps' directories on it included: sdcardfs knows
 * views, not owners (system/core/sdcard, runtime permissions). On 10 apps with scoped storage see none of it.
 */
function mounted(process: PhoneProcess, services: AppServices, act: Act): boolean {
  const { package: known } = process;
  if (!mediaCaller(process, services).legacy) return false;
  const may = (permission: string, operation: string): boolean =>
    known.granted.has(permission) && services.appOps.mode(known.package, operation) === 'allow';
  if (act === 'write')
    return may(WRITE, WRITE_OP) && services.appOps.mode(known.package, READ_OP) === 'allow';
  return may(READ, READ_OP);
}
