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

/** Copies a program into the phone's root under a path of the phone, with the libraries that it is linked to. */
export async function installProgram(
  rootDirectory: string,
  program: string,
  phonePath: string,
): Promise<void> {
  const file = path.join(rootDirectory, phonePath);
  await mkdir(path.dirname(file), { recursive: true });
  await copyFile(program, file);
  for (const library of await librariesOf(program)) {
    const target = path.join(rootDirectory, library);
    if ((await stat(target).catch(() => undefined)) !== undefined) continue;
    await mkdir(path.dirname(target), { recursive: true });
    await copyFile(await realpath(library), target);
  }
}

/** As the dynamic linker lists them; none for a static program. */
async function librariesOf(program: string): Promise<readonly string[]> {
  const listed = await execute('ldd', [program]).then(
    ({ stdout }) => stdout,
    () => '',
  );
  return [...listed.matchAll(/(?:=> )?(\/\S+) \(0x/g)].flatMap((match) =>
    match[1] === undefined ? [] : [match[1]],
  );
}

export async function runHost(program: string, argv: readonly string[]): Promise<string> {
  return (await execute(program, [...argv])).stdout;
}
