#!/bin/sh
# Makes byte-hashes.wasm.ts and picture/local-features.wasm.ts from the C beside them; build-wasm.sh <name> makes one of them.
# Needs clang and lld (Debian: apt-get install clang-14 lld-14).
set -eu
cd "$(dirname "$0")"
wasm="$(mktemp)"
trap 'rm -f "$wasm"' EXIT

compile() {
  "${CLANG:-clang-14}" --target=wasm32 -msimd128 -mbulk-memory -O3 -ffreestanding -fno-builtin -Wall -Wextra -Werror "$@"
}

link() {
  compile -nostdlib -Wl,--no-entry -Wl,--strip-all -o "$wasm" "$@"
}

write() {
  {
    echo "// Made from $(basename "$1").c by build-wasm.sh; a test says when it is out of date."
    echo "export const SOURCE_SHA256 = '$(sha256sum "$1.c" | cut -d' ' -f1)';"
    echo "export const WASM_BASE64 ="
    echo "  '$(base64 -w0 "$wasm")';"
  } > "$1.wasm.ts"
}

byte_hashes() {
  exports=""
  for name in add_windows likely_places xor_at difference_at distances add_samples known_samples; do
    exports="$exports -Wl,--export=$name"
  done
  # Threads share the memory, and a stack would be one for all of them.
  if compile -matomics -S -o - byte-hashes.c | grep -q 'global.*__stack_pointer'; then
    echo "something in byte-hashes.c needs a stack" >&2
    exit 1
  fi
  link -matomics -Wl,--import-memory -Wl,--shared-memory -Wl,--max-memory=4294967296 $exports -Wl,-z,stack-size=16 byte-hashes.c
  write byte-hashes
}

local_features() {
  link -ffast-math -Wl,-z,stack-size=262144 picture/local-features.c
  write picture/local-features
}

case "${1:-all}" in
  all)
    byte_hashes
    local_features
    ;;
  byte-hashes) byte_hashes ;;
  local-features) local_features ;;
  *)
    echo "build-wasm.sh makes byte-hashes and local-features, and no $1" >&2
    exit 2
    ;;
esac
