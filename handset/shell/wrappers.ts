import { chmod, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { toyboxNames, toyboxRelease } from './applets.ts';
import { groupsForFuse } from './shell-user.ts';

/** Where the real program is: vendors have one of this name beside the system's. */
export const TOYBOX = '/vendor/bin/toybox_vendor';

/** Scripts in the place of programs that are newer than this Android's, or of another build. */
export async function writeWrappers(rootDirectory: string, api: number): Promise<void> {
  const scripts: readonly (readonly [name: string, text: string | undefined])[] = [
    ['toybox', toybox(api)],
    ['find', find(api)],
    ['groups', 'exec /system/bin/id -Gn "$@"\n'],
    ['id', id(api)],
    ['ln', LN],
  ];
  for (const [name, text] of scripts) {
    if (text === undefined) continue;
    const file = path.join(rootDirectory, 'system', 'bin', name);
    await rm(file, { force: true });
    await writeFile(file, `#!/system/bin/sh\n${text}`);
    await chmod(file, 0o755);
  }
}

/** It knows the commands of its version, and no others; its words and code for those are of toybox's main.c. */
function toybox(api: number): string {
  const hint = api < 30 ? '' : ' (see \\"toybox --help\\")';
  return `names=" ${toyboxNames(api).join(' ')} "
case $1 in
'') exec ${TOYBOX} fmt -w 75 <<<"\${names# }" ;;
--version) echo 'toybox ${toyboxRelease(api)}-android' ;;
-*) exec ${TOYBOX} toybox "$@" ;;
*) case $names in
  *" $1 "*) [ -x /system/bin/$1 ] && { name=$1; shift; exec /system/bin/$name "$@"; }; exec ${TOYBOX} "$@" ;;
  *) echo "toybox: Unknown command $1${hint}" >&2; exit 127 ;;
  esac ;;
esac
`;
}

/** Tests with one argument, behind which a word is no test. */
const WITH_ARGUMENT =
  '-name|-iname|-path|-ipath|-wholename|-user|-group|-perm|-size|-links|-inum|-?time|-newer|-type|-maxdepth|-mindepth|-context|-samefile';

/** Tests of later releases: -printf and -newerXY came with Android 11, -quit with 13 (facts, section 4). */
function find(api: number): string | undefined {
  if (api >= 33) return undefined;
  const later = api < 30 ? '-printf|-newer??|-quit' : '-quit';
  return `skip=
for word; do
  case $skip in
  one) skip=; continue ;;
  command) case $word in ';'|+) skip= ;; esac; continue ;;
  esac
  case $word in
  ${WITH_ARGUMENT}) skip=one ;;
  -exec|-execdir|-ok|-okdir) skip=command ;;
  ${later}) print -ru2 -- "find: bad arg '$word'"; exit 1 ;;
  esac
done
exec ${TOYBOX} find "$@"
`;
}

/**
 * Android's is built with SELinux and names the context; of an app it is that of run-as. What the kernel needs here
 * beside the groups of a phone's shell is left out.
 */
function id(api: number): string {
  const hidden = groupsForFuse(api);
  const names: Readonly<Record<number, string>> = {
    1023: 'media_rw',
    1078: 'ext_data_rw',
    1079: 'ext_obb_rw',
  };
  const cuts = hidden
    .map((gid) => `s/[ ,]${gid}[(]${names[gid]}[)]//; s/ (${gid}|${names[gid]})( |$)/\\2/`)
    .join('; ');
  return `case $USER_ID in 0) context=u:r:su:s0 ;; 2000) context=u:r:shell:s0 ;; *) context=u:r:runas_app:s0 ;; esac
case $* in
-Z) print -r -- "$context"; exit ;;
'') said=$(${TOYBOX} id) || exit; said="$said context=$context" ;;
*) said=$(${TOYBOX} id "$@") || exit ;;
esac
print -r -- "$said"${cuts === '' ? '' : ` | ${TOYBOX} sed -E '${cuts}'`}
`;
}

/** Neither sdcardfs nor FUSE has links: shared storage refuses them. */
const LN = `kind=hard
for last; do case $last in -*s*) kind=symbolic ;; esac; done
folder=$last
[ -d "$folder" ] || folder=$(${TOYBOX} dirname -- "$folder")
case $(cd -- "$folder" 2>/dev/null && pwd -P)/ in
/storage/emulated/*)
  for from; do case $from in -*) ;; *) break ;; esac; done
  print -ru2 -- "ln: cannot create $kind link from '$from' to '$last': Operation not permitted"
  exit 1 ;;
esac
exec ${TOYBOX} ln "$@"
`;
