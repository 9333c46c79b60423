import { randomBytes } from 'node:crypto';
import { mkdir, statfs } from 'node:fs/promises';
import path from 'node:path';
import { HarnessError } from '../../helpers/model/harness-error.ts';

/** Where one run keeps everything. The bundle is a directory of its own in it: keys and logs never get into it. */
export interface RunDirectory {
  readonly id: string;
  readonly root: string;
  readonly bundle: string;
  readonly authority: string;
  readonly logs: string;
  readonly results: string;
  /** Images of the pages that the phone is shown. */
  readonly pages: string;
  /** A random word of this run, for names that nobody can guess. */
  readonly nonce: string;
}

const NEEDED_BYTES = 200 * 1024 * 1024;

/** Makes `.telltale/runs/<id>`; ids sort by time. Rejects with `DISK_FULL` when there is no room for a run. */
export async function makeRunDirectory(project: string, app: string, now: Date): Promise<RunDirectory> {
  const nonce = randomBytes(8).toString('hex');
  const stamp = now.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const id = `${stamp}-${app}-${nonce.slice(0, 4)}`;
  const root = path.join(project, '.telltale', 'runs', id);
  const of = (name: string): string => path.join(root, name);
  await mkdir(root, { recursive: true });
  const { bavail, bsize } = await statfs(root);
  if (bavail * bsize < NEEDED_BYTES) {
    throw new HarnessError('DISK_FULL', {
      what: 'there is no room for a run',
      why: `${root} has ${Math.floor((bavail * bsize) / 1e6)} MB free and a run wants ${NEEDED_BYTES / 1024 / 1024} MB`,
      remedy: 'make room, for example by removing old runs under .telltale/runs',
    });
  }
  await mkdir(of('logs'), { recursive: true });
  await mkdir(of('authority'), { recursive: true, mode: 0o700 });
  await mkdir(of('allure-results'), { recursive: true });
  return {
    id,
    root,
    bundle: of('bundle'),
    authority: of('authority'),
    logs: of('logs'),
    results: of('allure-results'),
    pages: of('pages'),
    nonce,
  };
}
