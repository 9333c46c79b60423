#!/bin/sh
# Makes local-features.wasm.ts from local-features.c. Needs clang and lld (Debian: apt-get install clang-14 lld-14).
set -eu
cd "$(dirname "$0")"
clang="${CLANG:-clang-14}"
wasm="$(mktemp)"
trap 'rm -f "$wasm"' EXIT
"$clang" --target=wasm32 -msimd128 -O3 -ffast-math -ffreestanding -fno-builtin -mbulk-memory -nostdlib -Wall -Wextra -Werror \
  -Wl,--no-entry -Wl,--strip-all -Wl,-z,stack-size=262144 -o "$wasm" local-features.c
{
  echo "// Made from local-features.c by build-local-features.sh; a test says when it is out of date."
  echo "export const SOURCE_SHA256 = '$(sha256sum local-features.c | cut -d' ' -f1)';"
  echo "export const WASM_BASE64 ="
  echo "  '$(base64 -w0 "$wasm")';"
} > local-features.wasm.ts
