import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** How Node is to be started for the engine. */
export interface EngineProgram {
  readonly entry: string;
  readonly execArgv: readonly string[];
}

const PROJECT = path.dirname(import.meta.dirname);
const SOURCES = ['proxy', 'helpers/model'];
const ENTRY = path.join(PROJECT, 'proxy', 'engine', 'main.ts');
/** Below `node_modules`, so that the packages are found which stay outside of the bundle. */
const CACHE = path.join(PROJECT, 'node_modules', '.cache', 'telltale-engine');
/** Megabytes that are loaded when they are needed: to decode what is only recorded here, and for scripts that choose a proxy. */
const OUTSIDE = ['zstd-codec', 'pac-proxy-agent'];
const KEPT_MS = 86_400_000;

/**
 * The engine's sources and its packages as one file, which starts in a quarter of the time that thousands of them take. It is
 * kept by what is in them, and bundled anew when that changed; where it cannot be kept, the sources are run as they are.
 */
export async function engineProgram(): Promise<EngineProgram> {
  try {
    return { entry: await bundled(), execArgv: [] };
  } catch (error) {
    if (!isCacheRefused(error)) throw error;
    return { entry: ENTRY, execArgv: ['--import', 'tsx'] };
  }
}

async function bundled(): Promise<string> {
  const file = path.join(CACHE, `${await fingerprint()}.cjs`);
  const made = await stat(file).catch(() => undefined); // Not bundled yet.
  if (made !== undefined) return file;
  const { build } = await import('esbuild');
  const next = path.join(CACHE, `.${process.pid}-${performance.now()}`);
  await mkdir(CACHE, { recursive: true });
  await build({
    entryPoints: [ENTRY],
    outfile: next,
    bundle: true,
    external: [...OUTSIDE],
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
  });
  await removeOld();
  // Engines that start at once each bring a whole file.
  await rename(next, file);
  return file;
}

/** Changes with every source that is added, removed or written, and with every package that is installed in another version. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  for (const name of [...(await sources()), 'package-lock.json'])
    hash.update(`${name}\0`).update(await readFile(path.join(PROJECT, name)));
  return hash.digest('hex').slice(0, 32);
}

async function sources(): Promise<readonly string[]> {
  const lists = SOURCES.map(async (folder) => {
    const names = await readdir(path.join(PROJECT, folder), { recursive: true });
    return names.map((name) => path.join(folder, name));
  });
  return (await Promise.all(lists))
    .flat()
    .filter((name) => name.endsWith('.ts') && !/\.(?:test|spec|fake)\.ts$/.test(name))
    .sort();
}

async function removeOld(): Promise<void> {
  for (const name of await readdir(CACHE)) {
    const file = path.join(CACHE, name);
    const found = await stat(file).catch(() => undefined); // Another engine that starts now removed it.
    if (found !== undefined && Date.now() - found.mtimeMs > KEPT_MS) await rm(file, { force: true });
  }
}

function isCacheRefused(error: unknown): boolean {
  const { code = '', path: where = '' } = error as NodeJS.ErrnoException;
  return ['EACCES', 'EPERM', 'EROFS', 'ENOSPC'].includes(code) && where.startsWith(CACHE);
}
