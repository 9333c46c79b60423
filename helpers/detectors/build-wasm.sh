#!/bin/sh
# Makes byte-hashes.wasm.ts from byte-hashes.c. Needs clang and lld (Debian: apt-get install clang-14 lld-14).
set -eu
cd "$(dirname "$0")"
clang="${CLANG:-clang-14}"
wasm="$(mktemp)"
trap 'rm -f "$wasm"' EXIT
exports=""
for name in add_windows likely_places xor_at difference_at distances add_samples known_samples; do
  exports="$exports -Wl,--export=$name"
done
compile() {
  "$clang" --target=wasm32 -msimd128 -matomics -mbulk-memory -O3 -ffreestanding -fno-builtin -Wall -Wextra -Werror "$@" byte-hashes.c
}
# Threads share the memory, and a stack would be one for all of them.
if compile -S -o - | grep -q 'global.*__stack_pointer'; then
  echo "something in byte-hashes.c needs a stack" >&2
  exit 1
fi
compile -nostdlib -Wl,--no-entry -Wl,--strip-all -Wl,--import-memory -Wl,--shared-memory -Wl,--max-memory=4294967296 \
  $exports -Wl,-z,stack-size=16 -o "$wasm"
{
  echo "// Made from byte-hashes.c by build-byte-hashes.sh; a test says when it is out of date."
  echo "export const SOURCE_SHA256 = '$(sha256sum byte-hashes.c | cut -d' ' -f1)';"
  echo "export const WASM_BASE64 ="
  echo "  '$(base64 -w0 "$wasm")';"
} > byte-hashes.wasm.ts
