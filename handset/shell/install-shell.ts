import { readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { appletsOf } from './applets.ts';
import { findHostProgram, installPrograms, runHost } from './host-programs.ts';
import { withAndroidMessages } from './mksh-messages.ts';
import { TOYBOX, writeWrappers } from './wrappers.ts';

/** What Android has and Debian's toybox has not; taken from the host under Android's names. */
const FROM_HOST = 'awk bc bzip2 dd diff expr getopt gzip more stty tr'.split(' ');
/** Names of one program, which goes by them. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = { bzip2: ['bunzip2', 'bzcat'] };

/** Puts mksh and the tools of an Android version into its root. Returns what this machine cannot give. */
export async function installShell(rootDirectory: string, api: number): Promise<readonly string[]> {
  const mksh = await findHostProgram('mksh');
  const toybox = await findHostProgram('toybox');
  if (mksh === undefined || toybox === undefined) {
    throw new Error(
      `the simulated phone needs ${mksh === undefined ? 'mksh' : 'toybox'}, which is not installed; run ./setup.sh`,
    );
  }
  const shell = path.join(rootDirectory, 'system', 'bin', 'sh');
  const applets = appletsOf(api);
  const limits: string[] = [];
  const programs: [program: string, phonePath: string][] = [
    [mksh, '/system/bin/sh'],
    [toybox, TOYBOX],
  ];
  for (const name of FROM_HOST.filter((one) => applets.includes(one))) {
    const program = await findHostProgram(name);
    if (program === undefined) limits.push(`the shell has no ${name}, because this machine has none`);
    else programs.push([program, `/system/bin/${name}`]);
  }
  await installPrograms(rootDirectory, programs);
  const { program, marked } = withAndroidMessages(await readFile(shell), api);
  await writeFile(shell, program);
  if (marked) limits.push("the shell's own messages begin with E: or W:, as this machine's mksh has them");
  const here = new Set((await runHost(toybox, [])).split(/\s+/));
  for (const name of applets) {
    if (here.has(name) && !FROM_HOST.includes(name)) await link(rootDirectory, name, TOYBOX);
  }
  for (const [name, others] of Object.entries(OTHER_NAMES)) {
    if (!programs.some(([, phonePath]) => phonePath === `/system/bin/${name}`)) continue;
    for (const other of others) await link(rootDirectory, other, name);
  }
  await writeWrappers(rootDirectory, api);
  return limits;
}

async function link(rootDirectory: string, name: string, target: string): Promise<void> {
  const file = path.join(rootDirectory, 'system', 'bin', name);
  await rm(file, { force: true });
  await symlink(target, file);
}
