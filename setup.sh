#!/usr/bin/env bash
# Installs what Telltale needs beside Node, and the project's own packages. Safe to run again and again: whatever
# is there already is left alone. Written for bash 3.2 as well, because that is what macOS ships.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly NODE_AT_LEAST='20.19'
# npm ci empties node_modules first and the stamp is written last, so an interrupted installation leaves no stamp.
readonly STAMP='node_modules/.telltale-lock'

yes=''
check=''

main() {
  read_options "$@"
  [ -z "${CI:-}" ] || yes=1

  local absent
  absent="$(list_absent)"
  say_where_handset_runs
  if [ -z "$absent" ]; then
    echo 'setup: nothing is missing.'
    offer_extras
    return 0
  fi
  echo 'setup: missing:'
  describe $absent
  [ -z "$check" ] || return 1
  require_node

  local programs
  programs="$(without node_modules $absent)"
  [ -z "$programs" ] || install_programs $programs
  if is_absent node_modules; then install_modules; fi
  confirm_installed
  offer_extras
}

read_options() {
  local option
  for option in "$@"; do
    case "$option" in
      --yes) yes=1 ;;
      --check) check=1 ;;
      --help | -h)
        usage
        exit 0
        ;;
      *)
        usage >&2
        fail "unknown option: $option"
        ;;
    esac
  done
}

usage() {
  cat <<'TEXT'
usage: ./setup.sh [--yes] [--check]
  --yes     never ask, and install what is optional too (also when the environment variable CI is set)
  --check   change nothing: list what is missing; exit 1 if anything is, 0 if nothing is
TEXT
}

fail() {
  echo "setup: $*" >&2
  exit 1
}

# --- what is there ---------------------------------------------------------------------------------------------------

list_absent() {
  local need
  for need in $(needs); do
    if is_absent "$need"; then echo "$need"; fi
  done
}

needs() {
  echo 'node adb java'
  # The handset's shell is Linux programs in a Linux root directory; where it cannot run they would be of no use.
  if handset_can_run; then echo 'mksh toybox'; fi
  echo 'node_modules'
}

is_absent() {
  case "$1" in
    node) ! has_node ;;
    adb) ! has_adb ;;
    java) ! has_java ;;
    node_modules) ! has_modules ;;
    *) ! has "$1" ;;
  esac
}

has() { command -v "$1" >/dev/null 2>&1; }

has_node() {
  has node && has npm || return 1
  local version major minor
  version="$(node --version)" || return 1
  version="${version#v}"
  major="${version%%.*}"
  minor="${version#*.}"
  minor="${minor%%.*}"
  case "$major$minor" in '' | *[!0-9]*) return 1 ;; esac
  [ "$major" -gt "${NODE_AT_LEAST%.*}" ] ||
    { [ "$major" -eq "${NODE_AT_LEAST%.*}" ] && [ "$minor" -ge "${NODE_AT_LEAST#*.}" ]; }
}

has_adb() {
  local sdk="${ANDROID_HOME:-${ANDROID_SDK_ROOT:-}}"
  if [ -n "$sdk" ] && [ -x "$sdk/platform-tools/adb" ]; then return 0; fi
  has adb
}

has_java() {
  has java || return 1
  # macOS has a /usr/bin/java that only offers to download one, so there it must be asked.
  [ "$(uname -s)" != Darwin ] || java -version >/dev/null 2>&1
}

has_modules() { [ -f "$STAMP" ] && [ "$(cat "$STAMP")" = "$(lock_checksum)" ]; }

# cksum is the one checksum that POSIX has; it guards against a forgotten npm ci, not against an attacker.
lock_checksum() { cksum <package-lock.json; }

handset_can_run() { [ -z "$(why_no_handset)" ]; }

why_no_handset() {
  local system
  system="$(uname -s)"
  if [ "$system" != Linux ]; then
    echo "it needs Linux and this is $system"
  elif [ "$(id -u)" -ne 0 ] && ! unshare --user --map-root-user true >/dev/null 2>&1; then
    echo 'it needs root or user namespaces, and this user has neither (see: sysctl kernel.unprivileged_userns_clone)'
  fi
}

# --- what is said ----------------------------------------------------------------------------------------------------

say_where_handset_runs() {
  local why
  why="$(why_no_handset)"
  [ -n "$why" ] || return 0
  echo "setup: the simulated handset cannot run here: $why."
  echo 'setup: a real device or an emulator still works: npm run verify -- --app=jdjr --device=<serial>'
}

describe() {
  local need
  for need in "$@"; do printf '  %-13s %s\n' "$need" "$(reason "$need")"; done
}

reason() {
  case "$1" in
    node) echo "runs everything; $NODE_AT_LEAST or later, with npm (found: $(found_node))" ;;
    adb) echo 'talks to the phone (or set ANDROID_HOME to an Android SDK with platform-tools)' ;;
    java) echo 'a Java runtime, with which Allure makes its report' ;;
    mksh) echo "Android's own shell, for the simulated handset" ;;
    toybox) echo "Android's own commands (ls, stat, cat), for the simulated handset" ;;
    mitmdump) echo 'a second proxy engine, to record with --proxy=mitmdump instead of the built-in one' ;;
    bzip2 | lz4 | xz | zstd) echo 'packs images in for LeakBench, which measures the detectors' ;;
    node_modules) echo "the project's own packages, as package-lock.json pins them (npm ci)" ;;
  esac
}

found_node() {
  if ! has node; then
    echo 'none'
  elif ! has npm; then
    echo "$(node --version), without npm"
  else
    node --version
  fi
}

# A Node from here would quietly compete with the user's own version manager, so it is never installed.
require_node() {
  if has_node; then return 0; fi
  echo "setup: this script does not install Node. Get $NODE_AT_LEAST or later from https://nodejs.org/en/download" >&2
  fail "or with a version manager (nvm install 20, fnm install 20, brew install node@20), then run ./setup.sh again"
}

# --- what is done ----------------------------------------------------------------------------------------------------

install_programs() {
  local manager packages
  manager="$(package_manager)"
  [ -n "$manager" ] || fail "found no apt-get, dnf or (on macOS) brew: install these by hand, then run ./setup.sh again: $*"
  packages="$(packages_of "$manager" "$@")"
  [ -n "$packages" ] || return 0
  if [ "$manager" != brew ]; then require_root "$manager" $packages; fi
  echo "setup: going to install with $manager:" $packages
  ask
  case "$manager" in
    apt-get) install_with_apt $packages ;;
    dnf) as_root dnf install -y $packages ;;
    brew) brew install --cask $packages ;;
  esac || fail "$manager did not install" $packages "(its own message is above)"
}

package_manager() {
  # Homebrew runs on Linux too, but has casks, which is what adb and Java are there, on macOS only.
  local manager candidates='apt-get dnf'
  if [ "$(uname -s)" = Darwin ]; then candidates='brew'; fi
  for manager in $candidates; do
    if has "$manager"; then
      echo "$manager"
      return 0
    fi
  done
}

packages_of() {
  local manager="$1" need package
  shift
  for need in "$@"; do
    package="$(package_name "$manager" "$need")"
    if [ -z "$package" ] || ! is_packaged "$manager" "$package"; then
      echo "setup: $manager has no package of $need; install it by hand. $(consequence "$need")" >&2
    else
      echo "$package"
    fi
  done
}

package_name() {
  case "$1 $2" in
    'apt-get mitmdump' | 'brew mitmdump') echo 'mitmproxy' ;;
    'dnf mitmdump') ;;
    'apt-get xz') echo 'xz-utils' ;;
    'brew bzip2' | 'brew lz4' | 'brew xz' | 'brew zstd') ;;
    'apt-get java') echo 'default-jre-headless' ;;
    'apt-get '*) echo "$2" ;;
    'dnf adb') echo 'android-tools' ;;
    'dnf java') echo 'java-latest-openjdk-headless' ;;
    'dnf '*) echo "$2" ;;
    'brew adb') echo 'android-platform-tools' ;;
    'brew java') echo 'temurin' ;;
  esac
}

# Not every Fedora relative packages toybox; one unknown name would make dnf refuse all the others.
is_packaged() {
  [ "$1" != dnf ] || [ "$2" != toybox ] || dnf -q list --available toybox >/dev/null 2>&1
}

consequence() {
  case "$1" in
    mitmdump) echo 'Everything but --proxy=mitmdump works without it.' ;;
    bzip2 | lz4 | xz | zstd) echo 'Everything but LeakBench and its test works without it.' ;;
    mksh | toybox) echo 'Until then the simulated handset cannot run; a real device still works.' ;;
  esac
}

require_root() {
  if [ "$(id -u)" -eq 0 ] || has sudo; then return 0; fi
  local manager="$1"
  shift
  fail "installing needs root, and there is no sudo. Run as root: $manager install $*"
}

ask() {
  [ -z "$yes" ] || return 0
  [ -t 0 ] || fail 'cannot ask without a terminal: run ./setup.sh --yes to go ahead. Nothing was installed'
  local answer=''
  read -r -p 'setup: go on? [y/N] ' answer || true
  case "$answer" in
    y | Y | yes | Yes) ;;
    *) fail 'nothing was installed' ;;
  esac
}

install_with_apt() {
  # A fresh container has no package lists at all. One broken third-party source must not stop the rest.
  as_root apt-get update || echo 'setup: apt-get update failed; going on with the lists that are there' >&2
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"
}

# sudo would ask for a password; under --yes it must fail instead of asking.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif [ -n "$yes" ]; then
    sudo -n "$@"
  else
    sudo "$@"
  fi
}

# Asks nothing: it changes only node_modules in this directory.
install_modules() {
  echo 'setup: going to run npm ci in this directory'
  npm ci || fail 'npm ci failed (its own message is above)'
  lock_checksum >"$STAMP"
}

# The main job does without, so a user is told of it and only --yes, which is what CI says, installs it.
offer_extras() {
  local extra extras=''
  for extra in mitmdump bzip2 lz4 xz zstd; do
    has "$extra" || extras="$extras $extra"
  done
  [ -n "$extras" ] || return 0
  echo 'setup: optional, and not there:'
  describe $extras
  if [ -z "$yes" ] || [ -n "$check" ]; then return 0; fi
  for extra in $extras; do
    (install_programs "$extra") || echo "setup: left out. $(consequence "$extra")" >&2
  done
}

confirm_installed() {
  local absent left
  absent="$(list_absent)"
  if [ -z "$absent" ]; then
    echo 'setup: done, nothing is missing.'
    return 0
  fi
  echo 'setup: still missing:'
  describe $absent
  left="$(without mksh "$(without toybox $absent)")"
  [ -z "$left" ] || fail 'the above could not be installed'
  echo 'setup: done, for a real device only: the simulated handset cannot run without the above.'
}

# Prints the words that follow the first, without that one.
without() {
  local unwanted="$1" word
  shift
  for word in $*; do
    if [ "$word" != "$unwanted" ]; then echo "$word"; fi
  done
}

main "$@"
