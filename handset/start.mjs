// The command of the phone. Node loads one file of JavaScript in a tenth of the time that hundreds of TypeScript take
// through tsx, and tsx's own thread costs 25 MB: so the phone's sources are bundled into one file, kept by what they
// are, and bundled again when one of them changed. This file alone cannot be TypeScript: Node 20 reads none by itself.
import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const HANDSET = import.meta.dirname;
const ENTRY = path.join(HANDSET, 'main.ts');
/** Below `node_modules`, so that the bundle finds the packages there, which stay outside of it. */
const CACHE = path.join(path.dirname(HANDSET), 'node_modules', '.cache', 'telltale-handset');
const KEPT_MS = 86_400_000;

try {
  await import(pathToFileURL(await bundled()).href);
} catch (error) {
  if (!isCacheRefused(error)) throw error;
  process.stderr.write(`${CACHE} cannot be written (${error.code}): the phone starts more slowly\n`);
  const { register } = await import('tsx/esm/api');
  register();
  await import('./main.ts');
}

/** The path of the bundle of the sources as they are now. */
async function bundled() {
  const file = path.join(CACHE, `${await fingerprint()}.mjs`);
  const made = await stat(file).catch(() => undefined); // Not bundled yet.
  if (made !== undefined) return file;
  const { build } = await import('esbuild');
  const next = path.join(CACHE, `.${process.pid}.mjs`);
  await mkdir(CACHE, { recursive: true });
  await build({
    entryPoints: [ENTRY],
    outfile: next,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    keepNames: true,
    logLevel: 'warning',
  });
  await removeOld();
  // Phones that start at once each bring a whole file.
  await rename(next, file);
  return file;
}

/** Changes with every source that is added, removed or written. */
async function fingerprint() {
  const names = (await readdir(HANDSET, { recursive: true })).filter(
    (name) => name.endsWith('.ts') && !/\.(?:test|spec|fake|vectors)\.ts$/.test(name),
  );
  const hash = createHash('sha256').update(process.version);
  for (const name of names.sort()) {
    const { size, mtimeMs } = await stat(path.join(HANDSET, name));
    hash.update(`${name}\0${size}\0${mtimeMs}\0`);
  }
  return hash.digest('hex').slice(0, 32);
}

async function removeOld() {
  for (const name of await readdir(CACHE)) {
    const file = path.join(CACHE, name);
    const found = await stat(file).catch(() => undefined); // Another phone that starts now removed it.
    if (found !== undefined && Date.now() - found.mtimeMs > KEPT_MS) await rm(file, { force: true });
  }
}

function isCacheRefused(error) {
  return (
    ['EACCES', 'EPERM', 'EROFS', 'ENOSPC'].includes(error?.code) && `${error.path ?? ''}`.startsWith(CACHE)
  );
}
