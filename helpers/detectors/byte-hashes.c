// The hashes that every byte of an object goes through. Build: build-byte-hashes.sh; called by byte-hashes.ts, whose tests hold
// them against the same in TypeScript.
#include <wasm_simd128.h>

typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;

#define INPUT_BYTES (64 * 1024)
#define WINDOW 16
#define SAMPLED_VALUES 12
#define SAMPLE_BITS 6

// Whole vectors are read at the end of what is looked at.
static u8 input[INPUT_BYTES + 16];
// Of each window 64 bits, and of each sample its place and 64 bits.
static u32 output[3 * INPUT_BYTES];

u8 *input_place(void) { return input; }
u32 *output_place(void) { return output; }

static inline u64 word_at(const u8 *at) {
  u64 word;
  __builtin_memcpy(&word, at, 8);
  return word;
}

// 64 bits of each window of 16 bytes: two words, each multiplied by a large odd number, then mixed and multiplied again.
void window_hashes(u32 count, u32 stride) {
  u64 *hashes = (u64 *)output;
  const u8 *at = input;
  for (u32 window = 0; window < count; window += 1, at += stride) {
    u64 first = (word_at(at) ^ 0x9e3779b97f4a7c15ull) * 0xbf58476d1ce4e5b9ull;
    u64 last = (word_at(at + 8) ^ 0x94d049bb133111ebull) * 0xd6e8feb86659fd93ull;
    u64 both = ((first ^ (first >> 32)) + (last ^ (last >> 29))) * 0x9e3779b97f4a7c15ull;
    hashes[window] = both ^ (both >> 32);
  }
}

static inline v128_t words_of(v128_t values, int from) {
  switch (from) {
    case 0:
      return wasm_i8x16_shuffle(values, values, 0, 1, 2, 3, 1, 2, 3, 4, 2, 3, 4, 5, 3, 4, 5, 6);
    case 4:
      return wasm_i8x16_shuffle(values, values, 4, 5, 6, 7, 5, 6, 7, 8, 6, 7, 8, 9, 7, 8, 9, 10);
    default:
      return wasm_i8x16_shuffle(values, values, 8, 9, 10, 11, 9, 10, 11, 12, 10, 11, 12, 13, 11, 12, 13, 14);
  }
}

static inline v128_t times(v128_t words, u32 factor) { return wasm_i32x4_mul(words, wasm_u32x4_splat(factor)); }

// Which of the first `count` places are samples: the place, the hash that says so, and as many bits more. Four places at once.
u32 samples(u32 count) {
  u32 found = 0;
  for (u32 at = 0; at < count; at += 4) {
    const v128_t values = wasm_v128_load(input + at);
    const v128_t first = words_of(values, 0), middle = words_of(values, 4), last = words_of(values, 8);
    const v128_t mixed =
        wasm_v128_xor(wasm_v128_xor(times(first, 0x9e3779b1), times(middle, 0x85ebca6b)), times(last, 0xc2b2ae35));
    const v128_t hash = times(wasm_v128_xor(mixed, wasm_u32x4_shr(mixed, 15)), 0x2c1b3c6d);
    const v128_t patterned = wasm_v128_or(wasm_i32x4_eq(first, middle), wasm_i32x4_eq(middle, last));
    const v128_t chosen = wasm_v128_andnot(
        wasm_i32x4_eq(wasm_u32x4_shr(hash, 32 - SAMPLE_BITS), wasm_u32x4_splat(0)), patterned);
    u32 mask = wasm_i32x4_bitmask(chosen);
    if (mask == 0) continue;
    const v128_t more = wasm_v128_xor(
        wasm_v128_xor(times(first, 0x165667b1), times(wasm_i32x4_add(middle, last), 0xd3a2646d)), times(last, 0xfd7046c5));
    u32 hashes[4], checks[4];
    wasm_v128_store(hashes, hash);
    wasm_v128_store(checks, more);
    for (; mask != 0; mask &= mask - 1) {
      const u32 lane = __builtin_ctz(mask);
      if (at + lane >= count) return found;
      output[3 * found] = at + lane;
      output[3 * found + 1] = hashes[lane];
      output[3 * found + 2] = checks[lane];
      found += 1;
    }
  }
  return found;
}
