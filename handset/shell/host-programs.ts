import { execFile } from 'node:child_process';
import { copyFile, mkdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const PLACES = ['/usr/bin', '/bin', '/usr/sbin', '/sbin', '/usr/local/bin'];

/** Where the host has a program; `undefined` when it does not. */
export async function findHostProgram(name: string): Promise<string | undefined> {
  for (const place of PLACES) {
    const file = path.join(place, name);
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile() === true) return await realpath(file);
  }
  return undefined;
}

/** Copies programs into the phone's root under paths of the phone, with the libraries that they are linked to. */
export async function installPrograms(
  rootDirectory: string,
  programs: readonly (readonly [program: string, phonePath: string])[],
): Promise<void> {
  for (const [program, phonePath] of programs) {
    const file = path.join(rootDirectory, phonePath);
    await mkdir(path.dirname(file), { recursive: true });
    await copyFile(program, file);
  }
  for (const library of await librariesOf(programs.map(([program]) => program))) {
    const target = path.join(rootDirectory, library);
    if ((await stat(target).catch(() => undefined)) !== undefined) continue;
    await mkdir(path.dirname(target), { recursive: true });
    await copyFile(await realpath(library), target);
  }
}

/** As the dynamic linker lists them, asked once for all; none for a static program, of which it complains. */
async function librariesOf(programs: readonly string[]): Promise<ReadonlySet<string>> {
  const listed = await execute('ldd', [...programs]).then(
    ({ stdout }) => stdout,
    (error: unknown) => (error instanceof Error && 'stdout' in error ? String(error.stdout) : ''),
  );
  const found = [...listed.matchAll(/(?:=> )?(\/\S+) \(0x/g)];
  return new Set(found.flatMap(([, library]) => (library === undefined ? [] : [library])));
}

export async function runHost(program: string, argv: readonly string[]): Promise<string> {
  return (await execute(program, [...argv])).stdout;
}
