import type { Framework } from '../framework.ts';
import type { InstalledPackage } from '../packages.ts';
import { hashOf, localTime } from './forms.ts';

/** `dumpsys package [NAME]` in the form of Android 9. */
export function packageDump({ packages, android, activities }: Framework, words: readonly string[]): string {
  const [name] = words;
  const shown = packages.all().filter((one) => name === undefined || one.package === name);
  const blocks = shown
    .map((known) => packageBlock(known, android.api, activities.stopped.has(known.package)))
    .join('\n');
  return `Activity Resolver Table:\n\nPackages:\n${blocks}\n`;
}

/** Settings.permissionFlagsToString: parted by a bar from Android 10 on; read in 10 and 11, dumps of 9 have spaces. */
function flagList(flags: readonly string[], api: number): string {
  if (flags.length === 0) return '';
  return api < 29 ? `, flags=[ ${flags.join(' ')} ]` : `, flags=[ ${flags.join('|')}]`;
}

function packageBlock(known: InstalledPackage, api: number, stopped: boolean): string {
  const { package: name, uid } = known;
  const state = known.permissionState;
  const granted = (permission: string): string => `granted=${known.granted.has(permission)}`;
  return [
    `  Package [${name}] (${hashOf(name)}):`,
    `    userId=${uid}`,
    `    pkg=Package{${hashOf(`${name}p`)} ${name}}`,
    `    codePath=${known.codePath}`,
    `    resourcePath=${known.codePath}`,
    `    legacyNativeLibraryDir=${known.codePath}/lib`,
    '    primaryCpuAbi=null',
    '    secondaryCpuAbi=null',
    `    versionCode=${known.versionCode} minSdk=${known.minSdk} targetSdk=${known.targetSdk}`,
    `    versionName=${known.versionName}`,
    '    splits=[base]',
    `    flags=[ ${known.system ? 'SYSTEM ' : ''}${known.debuggable ? 'DEBUGGABLE ' : ''}HAS_CODE ALLOW_CLEAR_USER_DATA ]`,
    `    dataDir=/data/user/0/${name}`,
    '    supportsScreens=[small, medium, large, xlarge, resizeable, anyDensity]',
    `    timeStamp=${localTime(known.lastUpdateMs)}`,
    `    firstInstallTime=${localTime(known.firstInstallMs)}`,
    `    lastUpdateTime=${localTime(known.lastUpdateMs)}`,
    `    signatures=PackageSignatures{${hashOf(`${name}s`)} version:2, signatures:[${hashOf(`${name}c`)}], past signatures:[]}`,
    '    installPermissionsFixed=true installStatus=1',
    '    requested permissions:',
    ...state.requested.map((one) => `      ${one}`),
    '    install permissions:',
    ...state.installTime().map((one) => `      ${one}: ${granted(one)}`),
    `    User 0: ceDataInode=0 installed=true hidden=false suspended=false stopped=${stopped} notLaunched=false enabled=0 instant=false virtual=false`,
    '      gids=[3003]',
    '      runtime permissions:',
    ...state.runtime().map((one) => `        ${one}: ${granted(one)}${flagList(state.flags(one), api)}`),
    '',
  ].join('\n');
}
