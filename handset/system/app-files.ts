import type { AppProcess } from '../parts.ts';
import { type AppServices, denied, endedError, READ, READ_OP, WRITE, WRITE_OP } from './app-services.ts';
import type { PhoneProcess } from './process.ts';

const SDCARD_RW = 1015;

/** The files of an app. Its own directories always; the rest of shared storage with the permission; nothing else. */
export function createAppFiles(process: PhoneProcess, services: AppServices): AppProcess['files'] {
  const { package: known } = process;
  const name = known.package;
  const internal = [`/data/data/${name}/`, `/data/user/0/${name}/`, `/data/user_de/0/${name}/`];
  const external = ['data', 'media', 'obb'].map((part) => `/storage/emulated/0/Android/${part}/${name}/`);

  function checked(
    phonePath: string,
    permission: string,
  ): { readonly path: string; readonly shared: boolean } {
    if (process.ended) throw endedError(process);
    const path = phonePath.replace(/^\/sdcard\//, '/storage/emulated/0/');
    if (path.split('/').includes('..')) throw denied(path);
    if (internal.some((own) => path.startsWith(own))) return { path, shared: false };
    if (external.some((own) => path.startsWith(own))) return { path, shared: true };
    const others = /^\/storage\/emulated\/0\/Android\/(?:data|obb|media)\//.test(path);
    const mounted =
      services.appOps.mode(name, READ_OP) === 'allow' &&
      (permission === READ || services.appOps.mode(name, WRITE_OP) === 'allow');
    if (path.startsWith('/storage/emulated/0/') && !others && known.granted.has(permission) && mounted)
      return { path, shared: true };
    throw denied(path);
  }

  return {
    read: async (path) => await services.files.read(checked(path, READ).path),
    async write(path, bytes) {
      const target = checked(path, WRITE);
      const owner = target.shared
        ? { uid: known.uid, gid: SDCARD_RW, mode: 0o660 }
        : { uid: known.uid, gid: known.uid, mode: 0o600 };
      await services.files.write(target.path, bytes, owner);
    },
    rename: async (from, to) =>
      await services.files.rename(checked(from, WRITE).path, checked(to, WRITE).path),
    remove: async (path) => await services.files.remove(checked(path, WRITE).path),
    list: async (path) => await services.files.list(checked(path, READ).path),
  };
}
