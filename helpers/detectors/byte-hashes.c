// What every byte of an object goes through: hashes, and filters that know those of the stimuli. Build: build-wasm.sh;
// called by byte-hashes.ts, whose tests hold it against the same in TypeScript. Threads share the memory, so that nothing here
// is static, and nothing may need a stack: who calls says where everything lies.
#include <wasm_simd128.h>

typedef unsigned char u8;
typedef int i32;
typedef unsigned int u32;
typedef unsigned long long u64;

#define WINDOW 16
// Windows of a stimulus are known at every third place, those of an object asked for at every sixteenth: of 48 places, as a run
// of 64 bytes has, one is both.
#define KNOWN_STRIDE 3
#define PROBED_STRIDE 16
// A run of 64 bytes has half of the other 48 on one side of any window in it.
#define ONE_SIDE 24

static inline u32 word_at(const u8 *at) {
  u32 word;
  __builtin_memcpy(&word, at, 4);
  return word;
}

static inline u64 long_at(const u8 *at) {
  u64 word;
  __builtin_memcpy(&word, at, 8);
  return word;
}

// 64 bits of a window of 16 bytes: two words, each multiplied by a large odd number, then mixed and multiplied again.
static inline u64 window_hash(const u8 *at) {
  const u64 first = (long_at(at) ^ 0x9e3779b97f4a7c15ull) * 0xbf58476d1ce4e5b9ull;
  const u64 last = (long_at(at + 8) ^ 0x94d049bb133111ebull) * 0xd6e8feb86659fd93ull;
  const u64 both = ((first ^ (first >> 32)) + (last ^ (last >> 29))) * 0x9e3779b97f4a7c15ull;
  return both ^ (both >> 32);
}

// Which of so many words stands for a hash, without a division (Lemire 2019).
static inline u32 place_of(u32 hash, u32 words) { return ((u64)hash * words) >> 32; }

// Three bits for each window, all in one word, so that one look at memory decides (Bloom 1970; Putze et al. 2007).
static inline u32 window_bits(u64 hash) {
  return (1u << ((hash >> 32) & 31)) | (1u << ((hash >> 37) & 31)) | (1u << ((hash >> 42) & 31));
}

static inline int is_known(const u32 *filter, u32 words, const u8 *at) {
  const u64 hash = window_hash(at);
  const u32 bits = window_bits(hash);
  return (filter[place_of((u32)hash, words)] & bits) == bits;
}

// Has the filter know so many windows, one at every third place.
void add_windows(u32 *filter, u32 words, const u8 *bytes, u32 count) {
  for (u32 window = 0; window < count; window += 1, bytes += KNOWN_STRIDE) {
    const u64 hash = window_hash(bytes);
    filter[place_of((u32)hash, words)] |= window_bits(hash);
  }
}

static inline int side_is_known(const u32 *filter, u32 words, const u8 *at, i32 step) {
  for (i32 away = KNOWN_STRIDE; away <= ONE_SIDE; away += KNOWN_STRIDE)
    if (!is_known(filter, words, at + step * away)) return 0;
  return 1;
}

// Of so many places from `first` on, those with a known window that goes on to one side as far as a run does.
u32 likely_places(const u32 *filter, u32 words, const u8 *bytes, u32 length, u32 first, u32 count, u32 *places) {
  u32 found = 0;
  for (u32 one = 0, at = first; one < count; one += 1, at += PROBED_STRIDE) {
    if (!is_known(filter, words, bytes + at)) continue;
    const int before = at >= ONE_SIDE && side_is_known(filter, words, bytes + at, -1);
    if (before || (at + ONE_SIDE + WINDOW <= length && side_is_known(filter, words, bytes + at, 1)))
      places[found++] = at;
  }
  return found;
}

// Sequences: what stays the same of bytes under a disguise, as sequences.ts says it.
void xor_at(u8 *values, const u8 *bytes, u32 lag, u32 count) {
  for (u32 at = 0; at < count; at += 1) values[at] = bytes[at] ^ bytes[at + lag];
}

void difference_at(u8 *values, const u8 *bytes, u32 lag, u32 count) {
  for (u32 at = 0; at < count; at += 1) values[at] = bytes[at + lag] - bytes[at];
}

#define FAR 255

// `before` bytes stand before those that the values are of; `last` has room for 256 places.
void distances(u8 *values, const u8 *bytes, u32 before, u32 count, i32 *last) {
  for (u32 byte = 0; byte < 256; byte += 1) last[byte] = -2 * FAR;
  for (i32 at = -(i32)before; at < (i32)count; at += 1) {
    const i32 distance = at - last[bytes[at]];
    if (at >= 0) values[at] = distance < FAR ? distance : 0;
    last[bytes[at]] = at;
  }
}

// 64 bits of twelve values, and whether they repeat themselves: zeros and patterns are everywhere.
static inline u32 values_hash(u32 first, u32 middle, u32 last, u32 seed) {
  const u32 mixed = (first * 0x9e3779b1u) ^ (middle * 0x85ebca6bu) ^ (last * 0xc2b2ae35u);
  return (((mixed ^ (mixed >> 15)) * 0x2c1b3c6du) + seed) * 0x9e3779b1u;
}

static inline u32 values_check(u32 first, u32 middle, u32 last) {
  return (first * 0x165667b1u) ^ ((middle + last) * 0xd3a2646du) ^ (last * 0xfd7046c5u);
}

static inline u64 sample_bits(u32 check) {
  return (1ull << (check & 63)) | (1ull << ((check >> 6) & 63)) | (1ull << ((check >> 12) & 63)) |
         (1ull << ((check >> 18) & 63));
}

// Of so many windows of twelve values, 16 apart, the place among them and the hashes of those that do not repeat themselves.
// The filter comes to know them.
u32 add_samples(u64 *filter, u32 words, u32 seed, const u8 *windows, u32 count, u32 *samples) {
  u32 found = 0;
  for (u32 window = 0; window < count; window += 1, windows += 16) {
    const u32 first = word_at(windows), middle = word_at(windows + 4), last = word_at(windows + 8);
    if (first == middle || middle == last) continue;
    const u32 hash = values_hash(first, middle, last, seed), check = values_check(first, middle, last);
    filter[place_of(hash, words)] |= sample_bits(check);
    samples[3 * found] = window;
    samples[3 * found + 1] = hash;
    samples[3 * found + 2] = check;
    found += 1;
  }
  return found;
}

static inline v128_t times(v128_t words, u32 factor) { return wasm_i32x4_mul(words, wasm_u32x4_splat(factor)); }

#define WORDS_FROM(values, a) \
  wasm_i8x16_shuffle(values, values, a, a + 1, a + 2, a + 3, a + 1, a + 2, a + 3, a + 4, a + 2, a + 3, a + 4, a + 5, \
                     a + 3, a + 4, a + 5, a + 6)

static inline u32 note_known(const u64 *filter, u32 words, u32 at, u32 hash, u32 check, u32 *sample) {
  const u64 bits = sample_bits(check);
  if ((filter[place_of(hash, words)] & bits) != bits) return 0;
  sample[0] = at;
  sample[1] = hash;
  sample[2] = check;
  return 1;
}

// Of the first `count` places of values, a multiple of four of them, those whose sample the filter knows. Four places at once.
u32 known_samples(const u64 *filter, u32 words, u32 seed, const u8 *values, u32 count, u32 *samples) {
  u32 found = 0;
  for (u32 at = 0; at < count; at += 4) {
    const v128_t here = wasm_v128_load(values + at);
    const v128_t first = WORDS_FROM(here, 0), middle = WORDS_FROM(here, 4), last = WORDS_FROM(here, 8);
    const v128_t mixed =
        wasm_v128_xor(wasm_v128_xor(times(first, 0x9e3779b1), times(middle, 0x85ebca6b)), times(last, 0xc2b2ae35));
    const v128_t slot = times(wasm_v128_xor(mixed, wasm_u32x4_shr(mixed, 15)), 0x2c1b3c6d);
    const v128_t hash = times(wasm_i32x4_add(slot, wasm_u32x4_splat(seed)), 0x9e3779b1);
    const v128_t check = wasm_v128_xor(
        wasm_v128_xor(times(first, 0x165667b1), times(wasm_i32x4_add(middle, last), 0xd3a2646d)), times(last, 0xfd7046c5));
    const u32 patterned =
        wasm_i32x4_bitmask(wasm_v128_or(wasm_i32x4_eq(first, middle), wasm_i32x4_eq(middle, last)));
#define LANE(lane) \
  if (!(patterned >> lane & 1)) \
    found += note_known(filter, words, at + lane, wasm_i32x4_extract_lane(hash, lane), \
                        wasm_i32x4_extract_lane(check, lane), samples + 3 * found);
    LANE(0)
    LANE(1)
    LANE(2)
    LANE(3)
  }
  return found;
}
