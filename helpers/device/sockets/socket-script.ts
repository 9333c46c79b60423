import { SANDBOX_ABOVE_APP, UIDS_OF_A_USER } from '../../model/uid.ts';

interface SocketScriptParts {
  /** A word that begins and ends each line, and that no app can guess. */
  readonly mark: string;
  /** Where the phone's sockets reach the proxy: a port of its own loopback, or of the host. */
  readonly proxyPort: number;
  /** Of the target: its sockets are listed wherever they lead. */
  readonly uid: number;
}

const PAUSE_S = 0.02;

/**
 * A shell script that looks at the phone's socket tables again and again, and prints a line when something has come or
 * gone, and once a second: the times at which it looked since the line before, then the rows of the last look. It
 * starts no program (all of it is builtins of mksh, Android 8.1 to 16), so that it can look fifty times a second, and
 * ends with its standard input. The shell may read these files on every version; apps may not from Android 10 on.
 */
export function socketScript({ mark, proxyPort, uid }: SocketScriptParts): string {
  const app = uid % UIDS_OF_A_USER;
  return `set -f; M=${mark}; P=${proxyPort.toString(16).toUpperCase().padStart(4, '0')}
NL='
'
F=; for f in tcp tcp6 udp udp6; do [ -r /proc/net/$f ] && F="$F $f"; done
case $F in *tcp*) ;; *) echo "$M blind $M."; exit;; esac
o=none; h=; s=x
while :; do
  h="$h $EPOCHREALTIME"; r=
  for f in \${F# }; do
    IFS=$NL
    for l in $(</proc/net/$f); do
      case $l in *":$P 0"?" "*|*"${app % 1000} "*) ;; *) continue;; esac
      IFS=' '; set -- $l
      case $3 in *:$P) ;; *) (( $8 % ${UIDS_OF_A_USER} == ${app} || $8 % ${UIDS_OF_A_USER} == ${app + SANDBOX_ABOVE_APP} )) || continue;; esac
      r="$r $f,$2,$3,$4,$8"
    done
    IFS=' '
  done
  if [ "$r" != "$o" ] || [ "$SECONDS" != "$s" ]; then
    print -r -- "$M$h |$r $M."; o=$r; h=; s=$SECONDS
  fi
  read -t ${PAUSE_S} -r x; [ $? -gt 128 ] || break
done`;
}
