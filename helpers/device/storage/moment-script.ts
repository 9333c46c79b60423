import { shellQuote } from '../shell-quote.ts';
import type { WatchRoot } from './watch-roots.ts';

/** Directories that one `inotifyd` watches: what it does not see is a gap on their channel. */
export const MOMENT_GROUPS = ['app-internal-storage', 'app-external-storage', 'shared-storage'] as const;
export type MomentGroup = (typeof MOMENT_GROUPS)[number];

export interface MomentPlace {
  readonly packageName: string;
  /** A word that begins each record and nothing else on the phone. */
  readonly mark: string;
  /** A directory of the phone that is the watch's own; it is gone when the watch has ended. */
  readonly directory: string;
  readonly root: boolean;
}

/** What is copied of one file at the most: 256 blocks. */
export const LARGEST_CATCH_BYTES = 256 * 65536;
/** As many copies as may wait for the next watching pass. */
const MOST_CATCHES = 300;
/** New directories that get a watch of their own. */
const MOST_GROWN = 80;
// toybox before 2026 skips the first letter of a mask (landley/toybox, toys/other/inotifyd.c); twice is once elsewhere.
const MASK = 'nnwmyd';
/**
 * The copy of an event is named after how it came about: as it is, when the file was opened and read; with `LINKED` at its end,
 * when it is a second name of the file, which opens nothing. `FAILED` behind that, or alone: it was opened all the same, and no
 * copy came of it.
 */
export const LINKED = '.l';
export const FAILED = 'x';
/** Process, what, copy, path. The mark at the end tells a record that is whole: names may hold line breaks. */
const SAY = `say() { print -r -- "$M \${t:-$EPOCHREALTIME} $* $M."; }`;

/**
 * A shell script that watches directories by `inotifyd` and copies each file that was written, at once: a file that is
 * there for a moment only is gone before any listing. It prints a record for each event and goes on until its
 * standard input ends, which it does when the host goes away in whatever way; then it ends all that it started and
 * takes its files away. `inotifyd` runs a program for each event, so that names may hold anything, and nothing waits in
 * a buffer. Portable from Android 6 on.
 */
export function momentScript(roots: readonly WatchRoot[], place: MomentPlace): string {
  const { directory, mark } = place;
  return [
    `umask 077; M=${mark}; T=${shellQuote(directory)}`,
    // What an earlier watch left, if it was killed; a number alone may be another process by now.
    'ours() { [ ! -r "/proc/$1/cmdline" ] && [ "$2" = new ] || grep -q -F "$T/event" "/proc/$1/cmdline" 2>/dev/null; }',
    // What an event runs is not killed in the middle, and puts its copy there while the directory is being taken away.
    'gone() { i=0; while rm -rf "$T"; [ -e "$T" ] && [ "$i" -lt 30 ]; do i=$((i + 1)); sleep 0.1; done; }',
    'over() { : > "$T/over"; for p in $(cat "$T/pids" 2>/dev/null); do ours "$p" "$1" && kill "$p"; done; gone; }',
    '[ -e "$T" ] && over old; mkdir -p "$T/c" "$T/l" "$T/beat" || exit 1',
    SAY,
    file('event', eventProgram(place)),
    file('watch', watchProgram(place)),
    file('grow', growProgram(place)),
    'trap "over new" EXIT; trap "exit 0" HUP INT TERM',
    ...MOMENT_GROUPS.map((group) => watchGroup(group, roots, place)),
    'say $$ started -',
    'while read -r said; do :; done',
  ].join('\n');
}

function file(name: string, program: string): string {
  return `cat > "$T/${name}" <<'TELLTALE'\n#!/system/bin/sh\n${program}\nTELLTALE\nchmod 700 "$T/${name}"`;
}

/** One `inotifyd` for each kind of storage, as far as one command line holds its directories. */
function watchGroup(group: MomentGroup, roots: readonly WatchRoot[], { root }: MomentPlace): string {
  const finds = roots
    .filter(({ reach, closed, runAs }) => reach === group && closed === undefined && runAs === undefined)
    .filter(() => group !== 'app-internal-storage' || root)
    .map(({ path }) => {
      const lower = lowerPath(path);
      // From below: sdcardfs and FUSE do not tell one view of storage of what happens through another.
      const from =
        root && lower !== undefined
          ? `if [ -d ${shellQuote(lower.base)} ]; then p=${shellQuote(lower.path)}; else p=${shellQuote(path)}; fi`
          : `p=${shellQuote(path)}`;
      const others = group === 'shared-storage' ? `-path '*/Android/*/*' -prune -o ` : '';
      return `${from}; find "$p/" ${others}-type d -print0 2>/dev/null`;
    });
  return finds.length === 0 ? '' : `{ ${finds.join('\n')}\n} | xargs -0 -r "$T/watch" ${group}`;
}

/** Shared storage below FUSE or sdcardfs: where its files really lie. */
function lowerPath(path: string): { readonly base: string; readonly path: string } | undefined {
  const match = /^\/storage\/emulated\/(\d+)(.*)$/.exec(path);
  return match === null
    ? undefined
    : { base: `/data/media/${match[1]}`, path: `/data/media/${match[1]}${match[2]}` };
}

/**
 * `event LETTERS DIRECTORY [NAME]`: copies, then prints one record. Only builtins, `dd`, `ln` and `rm` are started. The shell
 * opens the file for `dd`, so that it knows whether it was opened: a new image has another name a moment later.
 */
function eventProgram({ packageName, mark, directory, root }: MomentPlace): string {
  return `M=${mark}; T=${shellQuote(directory)}; p="$2/$3"; k=$EPOCHREALTIME.$$; c=-; o=
${SAY}
case $1 in *[ou]*) say $PPID lost - ; exit;; *x*) exit;; esac
case $2 in "$T/beat") [ "$1" = n ] && say $PPID beat - "$3"; exit;; esac
case $2 in */Android/data|*/Android/media|*/Android/obb) [ "$3" = ${shellQuote(packageName)} ] || exit;; esac
case $1 in n|y) if [ ! -L "$p" ] && [ -d "$p" ]; then "$T/grow" "$p" </dev/null & exit; fi;; esac
if [ -L "$p" ]; then exit; fi; if [ -e "$p" ] && [ ! -f "$p" ]; then exit; fi
t=$EPOCHREALTIME; s=\${3//[!A-Za-z0-9._-]/_}; s=l\${s:0:100}
last() { for l in "$T/l/$s".*; do [ -e "$l" ] && mv "$l" "$T/c/$k${LINKED}$o" && c=$k${LINKED}$o; done; }
catch() {
  [ -f "$p" ] || { last; return; }
  [ -e "$T/full" ] && return
  set -A q -- "$T"/c/*; [ \${#q[@]} -lt ${MOST_CATCHES} ] || : > "$T/full"
  if { o=${FAILED}; dd of="$T/c/$k" bs=65536 count=256; } 2>/dev/null <"$p"; then c=$k; rm -f "$T/l/$s".*; return; fi
  rm -f "$T/c/$k"; c=\${o:--}; last
}
case $1 in
n) ${root ? '[ -e "$T/full" ] || ln "$p" "$T/l/$s.$k" 2>/dev/null' : ':'};;
w|y) catch;;
d|m) last;;
esac
say $PPID $1 $c "$p"`;
}

/** `watch GROUP DIRECTORY…`: starts one `inotifyd`, again if a directory went away meanwhile, which ends it at once. */
function watchProgram({ mark, directory }: MomentPlace): string {
  return `M=${mark}; T=${shellQuote(directory)}; g=$1; shift
${SAY}
[ "$g" = grown ] || set -- "$@" "$T/beat"
run() {
  for d; do shift; if [ -d "$d" ]; then case $d in *:*) say 0 unwatched - "$d";; *) set -- "$@" "$d:${MASK}";; esac; fi; done
  [ $# -gt 0 ] || return 0
  inotifyd "$T/event" "$@" </dev/null 2>"$T/said.$$" & p=$!
  echo $p >> "$T/pids"; say $p watching - $g; wait $p
}
{ i=0; while [ $i -lt 5 ]; do i=$((i + 1)); run "$@"; r=$?; [ -e "$T/over" ] && exit
grep -q 'No such file' "$T/said.$$" 2>/dev/null || break; done
[ -d "$T" ] && say $p ended - $g $r $(sed -n 1p "$T/said.$$" 2>/dev/null); } </dev/null &`;
}

/**
 * `grow DIRECTORY`: a directory that was made just now is watched too, and what lies in it already is looked at, once
 * more when `inotifyd` has had time to begin. One that is gone by then is told as a file would be: who knows what it held.
 */
function growProgram({ mark, directory }: MomentPlace): string {
  return `M=${mark}; T=${shellQuote(directory)}
${SAY}
n=$(sed -n '$=' "$T/pids" 2>/dev/null); [ "\${n:-0}" -lt ${MOST_GROWN} ] || { say 0 unwatched - "$1"; exit; }
look() { find "$1/" -type f -print0 2>/dev/null | xargs -0 -r sh -c 'for p; do "$0" w "\${p%/*}" "\${p##*/}"; done' "$T/event"; }
find "$1/" -type d -print0 2>/dev/null | xargs -0 -r "$T/watch" grown
look "$1"; sleep 0.2; look "$1"
[ -d "$1" ] || say 0 n - "$1"`;
}
