import type { Arguments } from '../../arguments.ts';
import { say, takeApart } from '../../arguments.ts';
import { apkPaths, component, type InstalledPackage, isAvailable, uidFor } from '../../package-state.ts';
import { userInfo } from '../../users/users.ts';
import { listPermissionGroups, listPermissions } from '../permission-lists.ts';
import { type PackageCall, type PackageVerb, userArgument } from './package-call.ts';

const LISTS: ReadonlyMap<string, PackageVerb> = new Map<string, PackageVerb>([
  ['features', ({ call }) => say(call, FEATURES.map((name) => `feature:${name}\n`).join(''))],
  ['instrumentation', listInstrumentation],
  ['libraries', ({ call, framework }) => say(call, libraries(framework.android.api))],
  ['package', listPackages],
  ['packages', listPackages],
  ['permission-groups', ({ framework, call }) => listPermissionGroups(framework, call)],
  ['permissions', ({ framework, call, words }) => listPermissions(framework, call, words)],
  ['users', listUsers],
]);

/** `pm list`. */
export const list: PackageVerb = async (called) => {
  const [type, ...words] = called.words;
  if (type === undefined) return say(called.call, "Error: didn't specify type of data to list\n", 255);
  const run = LISTS.get(type);
  if (run === undefined) return say(called.call, `Error: unknown list type '${type}'\n`, 255);
  return await run({ ...called, words });
};

/** What the phone has, by name. */
const FEATURES = [
  'android.hardware.camera',
  'android.hardware.camera.any',
  'android.hardware.faketouch',
  'android.hardware.screen.portrait',
  'android.hardware.touchscreen',
  'android.hardware.wifi',
];

/** `pm has-feature`. */
export const hasFeature: PackageVerb = ({ call, words: [name] }) => {
  if (name === undefined) {
    call.stderr.write('Error: expected FEATURE name\n');
    return 1;
  }
  const has = FEATURES.includes(name);
  return say(call, `${has}\n`, has ? 0 : 1);
};

/** Of the framework's own; those of makers are not there. */
function libraries(api: number): string {
  const names = ['android.ext.shared', 'android.test.mock', 'android.test.runner', 'javax.obex'];
  if (api >= 28) names.push('android.test.base', 'org.apache.http.legacy');
  return names.map((name) => `library:${name}\n`).join('');
}

function listInstrumentation({ framework, call, words }: PackageCall): number {
  const args = takeApart(words, [], ['-f']);
  if (args.unknown !== undefined) return say(call, `Error: Unknown option: ${args.unknown}\n`, 255);
  const [wanted] = args.rest;
  const found = framework.packages
    .all()
    .flatMap((known) => known.instrumentations.map((one) => ({ known, ...one })))
    .filter(({ target }) => wanted === undefined || target === wanted)
    .sort((a, b) => (a.target < b.target ? -1 : 1));
  const line = ({ known, name, target }: (typeof found)[number]): string =>
    `instrumentation:${args.has('-f') ? `${apkPaths(known)[0]}=` : ''}${component(known, name)} (target=${target})\n`;
  return say(call, found.map(line).join(''));
}

function listUsers({ framework, call }: PackageCall): number {
  const lines = framework.packages.users
    .all()
    .map((user) => `\t${userInfo(user)}${user.running ? ' running' : ''}\n`);
  return say(call, `Users:\n${lines.join('')}`);
}

function listPackages({ framework, call, words }: PackageCall): number {
  const { api } = framework.android;
  const args = takeApart(
    words,
    ['--user', '--uid'],
    [
      ...['-f', '-d', '-e', '-s', '-3', '-i', '-u', '-U', '-l', '-a'],
      // Appium asks for it from 9 on only; the flag came with MATCH_APEX in 10.
      ...(api >= 28 ? ['--show-versioncode'] : []),
      ...(api >= 29 ? ['--apex-only'] : []),
    ],
  );
  if (args.unknown !== undefined) return say(call, `Error: Unknown option: ${args.unknown}\n`, 255);
  const user = userArgument(args.value('--user'));
  if ('bad' in user)
    return say(call, `Error: java.lang.IllegalArgumentException: Bad user number: ${user.bad}\n`, 255);
  const uid = args.value('--uid');
  if (uid !== undefined && !/^\d+$/.test(uid))
    return say(call, `Error: java.lang.NumberFormatException: For input string: "${uid}"\n`, 255);
  const userId = user.id ?? 0;
  // Of a user who is not there the list is empty, and nothing is said (PackageManagerService.getInstalledPackages).
  if (framework.packages.users.get(userId) === undefined) return 0;
  const shown = framework.packages.all().filter((known) => isShown(known, args, userId));
  return say(call, shown.map((known) => packageLine(known, args, userId)).join(''));
}

/** The handset has no APEX packages: their list is empty, as on a phone whose modules are all old. */
function isShown(known: InstalledPackage, args: Arguments, userId: number): boolean {
  const user = known.users.get(userId);
  const there = user?.installed === true && !user.hidden;
  const enabled = isAvailable(known, userId);
  const uid = args.value('--uid');
  return (
    (there || (args.has('-u') && (known.system || user !== undefined))) &&
    !(args.has('-d') && enabled) &&
    !(args.has('-e') && !enabled) &&
    !(args.has('-s') && !known.system) &&
    !(args.has('-3') && known.system) &&
    !args.has('--apex-only') &&
    (uid === undefined || uidFor(known, userId) === Number(uid)) &&
    known.package.includes(args.rest[0] ?? '')
  );
}

function packageLine(known: InstalledPackage, args: Arguments, userId: number): string {
  const file = args.has('-f') ? `${apkPaths(known)[0]}=` : '';
  const version = args.has('--show-versioncode') ? ` versionCode:${known.versionCode}` : '';
  const installer = args.has('-i') ? `  installer=${known.installer ?? 'null'}` : '';
  const uid = args.has('-U') || args.value('--uid') !== undefined ? ` uid:${uidFor(known, userId)}` : '';
  return `package:${file}${known.package}${version}${installer}${uid}\n`;
}
