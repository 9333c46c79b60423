import { signatureHash } from '../../apk/apk-signature.ts';
import { ENABLED_STATES, type InstalledPackage, type PackageUser } from '../../package-state.ts';
import { isRestricted } from '../../permissions/permission-rules.ts';
import { hashOf, localTime } from '../forms.ts';

export interface BlockChoice {
  readonly api: number;
  readonly users: readonly number[];
}

/**
 * One package of `dumpsys package` (Settings.dumpPackageLPr): of 10 and 11 as their source has it, of 9 as the sample
 * of 7.1.2 and what is known to have come between, of 14 and 16 as dumps of phones that are quoted in public repositories.
 */
export function packageBlock(known: InstalledPackage, { api, users }: BlockChoice): string {
  return [
    `  Package [${known.package}] (${hashOf(known.package)}):`,
    ...indented(4, head(known, api)),
    ...indented(4, times(known, api)),
    ...indented(4, signing(known, api)),
    ...indented(4, permissions(known, api)),
    ...users.flatMap((userId) => indented(4, userLines(known, api, userId))),
    '',
  ].join('\n');
}

function indented(by: number, lines: readonly string[]): readonly string[] {
  return lines.map((line) => `${' '.repeat(by)}${line}`);
}

function head(known: InstalledPackage, api: number): readonly string[] {
  const { package: name, codePath } = known;
  const abis = ['primaryCpuAbi=null', 'secondaryCpuAbi=null', ...(api >= 31 ? ['cpuAbiOverride=null'] : [])];
  return [
    `${api >= 34 ? 'appId' : 'userId'}=${known.uid}`,
    `pkg=Package{${hashOf(`${name}p`)} ${name}}`,
    `codePath=${codePath}`,
    `resourcePath=${codePath}`,
    `legacyNativeLibraryDir=${codePath}/lib`,
    ...(api >= 31 ? ['extractNativeLibs=false'] : []),
    ...abis,
    `versionCode=${known.versionCode} minSdk=${known.minSdk} targetSdk=${known.targetSdk}`,
    ...(api >= 31 ? ['minExtensionVersions=[]'] : []),
    `versionName=${known.versionName}`,
    ...(api >= 31 ? ['usesNonSdkApi=false'] : []),
    `splits=[${['base', ...known.splits.map((one) => one.slice('split_'.length, -'.apk'.length))].join(', ')}]`,
    ...(known.signature === undefined ? [] : [`apkSigningVersion=${known.signature.scheme}`]),
    ...(api >= 34
      ? []
      : [`applicationInfo=${api >= 30 ? 'PackageImpl' : 'ApplicationInfo'}{${hashOf(`${name}a`)} ${name}}`]),
    `flags=${flags(known)}`,
    ...(api >= 30
      ? ['forceQueryable=false', `queriesPackages=[${(known.parts?.queries ?? []).join(', ')}]`]
      : []),
    // In 16 it is among what each user has.
    ...(api >= 36 ? [] : [`dataDir=/data/user/0/${name}`]),
    'supportsScreens=[small, medium, large, xlarge, resizeable, anyDensity]',
  ];
}

/** ApplicationInfo's flags in the order of FLAG_DUMP_SPEC; modules have no manifest that would say more. */
function flags({ system, debuggable }: InstalledPackage): string {
  return `[ ${system ? 'SYSTEM ' : ''}${debuggable ? 'DEBUGGABLE ' : ''}HAS_CODE ALLOW_CLEAR_USER_DATA ]`;
}

function times(
  { firstInstallMs, lastUpdateMs, installer }: InstalledPackage,
  api: number,
): readonly string[] {
  return [
    `timeStamp=${localTime(lastUpdateMs)}`,
    ...(api >= 34 ? [] : [`firstInstallTime=${localTime(firstInstallMs)}`]),
    `lastUpdateTime=${localTime(lastUpdateMs)}`,
    ...(installer === undefined
      ? api >= 34
        ? ['installerPackageName=null']
        : []
      : [`installerPackageName=${installer}`]),
  ];
}

/** The hash of the certificate is Android's own; a module has none, and none is made up for it. */
function signing(known: InstalledPackage, api: number): readonly string[] {
  const { signature, package: name } = known;
  const hash = signature === undefined ? '' : signatureHash(signature.certificate);
  const id = hashOf(`${name}s`);
  const signatures =
    api < 28
      ? `{${id} [${hash}]}`
      : `{${id} version:${signature?.scheme ?? 0}, signatures:[${hash}], past signatures:[]}`;
  return [
    `signatures=PackageSignatures${signatures}`,
    `installPermissionsFixed=true${api < 29 ? ' installStatus=1' : ''}`,
    `pkgFlags=${flags(known)}`,
  ];
}

function permissions(known: InstalledPackage, api: number): readonly string[] {
  const { permissionState: state, parts } = known;
  const declared = parts?.declaredPermissions ?? [];
  const restricted = (one: string): string => (isRestricted(one, api) ? ': restricted=true' : '');
  const installTime = state.installTime();
  return [
    ...(declared.length === 0 ? [] : ['declared permissions:']),
    ...declared.map(({ name, protection }) => `  ${name}: prot=${protection}`),
    ...(state.requested.length === 0 ? [] : ['requested permissions:']),
    ...state.requested.map((one) => `  ${one}${restricted(one)}`),
    ...(installTime.length === 0 ? [] : ['install permissions:']),
    ...installTime.map((one) => `  ${one}: granted=true`),
  ];
}

function userLines(known: InstalledPackage, api: number, userId: number): readonly string[] {
  const user = known.users.get(userId);
  const firstInstall = user?.installed === true ? localTime(user.firstInstallMs) : '1970-01-01 00:00:00';
  const runtime = user?.permissions.runtime() ?? [];
  const state = user?.permissions;
  return [
    `User ${userId}: ${stateWords(user, api)}`,
    ...(api >= 31 ? ['  installReason=0'] : []),
    ...(api >= 36 ? [`  dataDir=/data/user/${userId}/${known.package}`] : []),
    ...(api >= 34 ? [`  firstInstallTime=${firstInstall}`] : []),
    ...(api >= 31 ? ['  uninstallReason=0'] : []),
    ...(user?.disabledBy === undefined ? [] : [`  lastDisabledCaller: ${user.disabledBy}`]),
    ...(state?.granted.has('android.permission.INTERNET') === true && user?.installed === true
      ? ['  gids=[3003]']
      : []),
    '  runtime permissions:',
    ...runtime.map(
      (one) =>
        `    ${one}: granted=${state?.granted.has(one) === true}${flagList(state?.flags(one) ?? [], api)}`,
    ),
    ...components(user, 'disabled'),
    ...components(user, 'enabled'),
  ];
}

function stateWords(user: PackageUser | undefined, api: number): string {
  const { installed = false, hidden = false, suspended = false } = user ?? {};
  const { stopped = true, notLaunched = true, enabled = 'default' } = user ?? {};
  const words = [
    'ceDataInode=0',
    `installed=${installed}`,
    `hidden=${hidden}`,
    `suspended=${suspended}`,
    ...(api >= 29 ? ['distractionFlags=0'] : []),
    `stopped=${stopped}`,
    `notLaunched=${notLaunched}`,
    `enabled=${ENABLED_STATES.indexOf(enabled)}`,
    'instant=false',
    'virtual=false',
  ];
  return words.join(' ');
}

/** Settings.permissionFlagsToString: parted by a bar from 10 on; read in 10 and 11, dumps of 9 have spaces. */
function flagList(names: readonly string[], api: number): string {
  if (names.length === 0) return '';
  return api < 29 ? `, flags=[ ${names.join(' ')} ]` : `, flags=[ ${names.join('|')}]`;
}

function components(user: PackageUser | undefined, which: 'enabled' | 'disabled'): readonly string[] {
  const names = [...(user?.components ?? [])]
    .filter(([, state]) => state.startsWith(which))
    .map(([name]) => name);
  return names.length === 0 ? [] : [`  ${which}Components:`, ...names.map((name) => `    ${name}`)];
}
