import { shellQuote } from '../shell-quote.ts';

/** Where apps find the authorities that came with the phone; from Android 14 on the conscrypt module brings its own. */
const SYSTEM = '/system/etc/security/cacerts';
const MODULE = '/apex/com.android.conscrypt/cacerts';
const STAGE = '/data/local/tmp/telltale-authorities';

/**
 * `store`: what apps look into. `everywhere`: runs a command where each app sees its mounts. Those of the module are private
 * to each process since Android 14, so that a mount has to be made in zygote, which hands it on to every app that it starts,
 * and in every app that runs (facts, android; httptoolkit-server, adb-commands.ts).
 */
const PLACES = `store=${SYSTEM}; [ -n "$(ls ${MODULE} 2>/dev/null)" ] && store=${MODULE}
everywhere() {
  for zygote in $(pidof zygote zygote64 2>/dev/null); do
    for pid in $zygote $(ps -o PID= -P $zygote 2>/dev/null); do
      [ ! -e /proc/$pid/ns/mnt ] || nsenter --mount=/proc/$pid/ns/mnt -- "$@" 2>/dev/null
    done
  done
}`;

/** As root of Magisk a shell may have mounts of its own, which no app sees: the script is run among those of the first process. */
function amongInitsMounts(script: string): string {
  const enter = 'nsenter --mount=/proc/1/ns/mnt --';
  return `if [ -e /proc/1/ns/mnt ] && ${enter} true 2>/dev/null; then ${enter} sh -c ${shellQuote(script)}; else
${script}
fi`;
}

/**
 * Lays a copy of the store, with one more authority in it, over the store itself: in memory, so that a restart takes it away.
 * Prints `mounted`. A copy that lacks one of the phone's own authorities is never laid over them.
 */
export function mountOverStore(certificate: string, name: string): string {
  return amongInitsMounts(`${PLACES}
set -e
trap 'rm -rf ${STAGE}' EXIT
rm -rf ${STAGE}; mkdir -m 700 ${STAGE}
cp "$store"/* ${STAGE}/
[ "$(ls "$store" | wc -l)" = "$(ls ${STAGE} | wc -l)" ]
cp ${shellQuote(certificate)} ${STAGE}/${name}
mount -t tmpfs tmpfs ${SYSTEM}
if ! { cp ${STAGE}/* ${SYSTEM}/ && chown 0:0 ${SYSTEM}/* && chmod 755 ${SYSTEM} && chmod 644 ${SYSTEM}/*; }; then
  umount ${SYSTEM}; exit 1
fi
chcon u:object_r:system_file:s0 ${SYSTEM} ${SYSTEM}/* 2>/dev/null || true
[ "$store" = ${SYSTEM} ] || everywhere mount -o bind ${SYSTEM} ${MODULE} || true
echo mounted`);
}

export function unmountFromStore(): string {
  return amongInitsMounts(`${PLACES}
[ "$store" = ${SYSTEM} ] || everywhere umount ${MODULE}
umount ${SYSTEM}`);
}

/** Where nothing can be mounted and the store can be written all the same, as on an emulator with a writable system. */
export function writeIntoStore(certificate: string, name: string): string {
  return `${PLACES}
cp ${shellQuote(certificate)} "$store/${name}" && chown 0:0 "$store/${name}" && chmod 644 "$store/${name}" && echo written`;
}

export function removeFromStore(name: string): string {
  return `${PLACES}
rm -f "$store/${name}"`;
}

/** Prints the file of the authority as apps see it: nothing if they do not. */
export function seenInStore(name: string): string {
  return `${PLACES}
{ everywhere ls "$store/${name}"; ls "$store/${name}" 2>/dev/null; } | sort -u; true`;
}
