import type { Readable } from 'node:stream';
import { isNoSpace } from '../../shell/disk.ts';
import type { PhoneFiles } from '../../shell-parts.ts';
import { type StagedApk, stageApk } from '../package-files.ts';
import type { InstallOptions, InstallRefusal } from './install-rules.ts';

/** Installs by several steps: `pm install-create`, `install-write` for each APK, `install-commit`. */
export interface InstallSessions {
  create(options: InstallOptions): number;
  /** Takes one APK in; rejects when it does not arrive, undefined when there is no such session. */
  write(id: number, apk: Readable): Promise<number | undefined>;
  /** Ends the session; undefined when there is no such one. */
  commit(id: number): Promise<InstallRefusal | 'Success' | undefined>;
  abandon(id: number): Promise<boolean>;
}

interface Session {
  readonly options: InstallOptions;
  readonly staged: StagedApk[];
}

export interface SessionParts {
  readonly files: PhoneFiles;
  install(staged: readonly StagedApk[], options: InstallOptions): Promise<InstallRefusal | undefined>;
}

/** PackageInstallerService draws ids at random; here they are as large, and in order. */
const FIRST_SESSION = 1_204_771_000;

export function createInstallSessions({ files, install }: SessionParts): InstallSessions {
  const sessions = new Map<number, Session>();
  let next = FIRST_SESSION;
  return {
    create(options) {
      next += 37;
      sessions.set(next, { options, staged: [] });
      return next;
    },
    async write(id, apk) {
      const session = sessions.get(id);
      if (session === undefined) return undefined;
      const staged = await stageApk(files, apk);
      if (staged.brokenBy !== undefined) {
        await staged.remove();
        throw staged.brokenBy;
      }
      session.staged.push(staged);
      return staged.bytes;
    },
    async commit(id) {
      const session = sessions.get(id);
      if (session === undefined) return undefined;
      sessions.delete(id);
      try {
        return (await install(session.staged, session.options)) ?? 'Success';
      } catch (error) {
        if (isNoSpace(error)) return { code: 'INSTALL_FAILED_INSUFFICIENT_STORAGE' };
        throw error;
      } finally {
        for (const one of session.staged) await one.remove();
      }
    },
    async abandon(id) {
      const session = sessions.get(id);
      for (const one of session?.staged ?? []) await one.remove();
      return sessions.delete(id);
    },
  };
}
