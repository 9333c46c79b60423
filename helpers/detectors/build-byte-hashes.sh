#!/bin/sh
# Makes byte-hashes.wasm.ts from byte-hashes.c. Needs clang and lld (Debian: apt-get install clang-14 lld-14).
set -eu
cd "$(dirname "$0")"
clang="${CLANG:-clang-14}"
wasm="$(mktemp)"
trap 'rm -f "$wasm"' EXIT
"$clang" --target=wasm32 -msimd128 -O3 -ffreestanding -fno-builtin -mbulk-memory -nostdlib -Wall -Wextra -Werror \
  -Wl,--no-entry -Wl,--strip-all -Wl,--export=input_place -Wl,--export=output_place -Wl,--export=window_hashes \
  -Wl,--export=samples -Wl,-z,stack-size=16384 -o "$wasm" byte-hashes.c
{
  echo "// Made from byte-hashes.c by build-byte-hashes.sh; a test says when it is out of date."
  echo "export const SOURCE_SHA256 = '$(sha256sum byte-hashes.c | cut -d' ' -f1)';"
  echo "export const WASM_BASE64 ="
  echo "  '$(base64 -w0 "$wasm")';"
} > byte-hashes.wasm.ts
