/*
 * Scale-invariant features of a grey picture, after D. Lowe, "Distinctive image features from scale-invariant
 * keypoints", IJCV 60(2), 2004; the sections named below are that paper's. And the search for the nearest of many.
 *
 * Compiled to WebAssembly with SIMD, because a picture that is no copy must cost less than a few times its decoding:
 * the same in JavaScript takes three to four times as long. No C library: what is needed of one is below.
 * `local-features.wasm.ts` holds the result; `../build-wasm.sh` makes it.
 *
 * Memory is a stack that only `reset` empties. Callers write pictures and descriptors into what `reserve` returns.
 */
#include <stdint.h>
#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(#name)))

enum { INTERVALS = 3, LAYERS = INTERVALS + 3, MOST_OCTAVES = 8, LEAST_SIDE = 12, BORDER = 4 };
enum { CELLS = 4, BINS = 8, DESCRIPTOR = CELLS * CELLS * BINS, ORIENTATIONS = 36, MOST_TAPS = 32 };
enum { MOST_KEYPOINTS = 20000, PROBES = 4 };

static const float SIGMA = 1.6f;          /* Section 3.3. */
static const float ASSUMED_BLUR = 0.5f;   /* Of any picture as it comes. */
static const float CONTRAST = 0.012f;     /* Below the paper's 0.03: blurred and dim copies have to be found as well. */
static const float EDGE_RATIO = 10.0f;    /* Section 4.1. */
static const float PI = 3.14159265f;

typedef struct { float x, y, sigma, angle, response; int32_t bright; } Feature;
typedef struct { float x, y, sigma, response; int32_t bright, octave, layer; } Keypoint;
typedef struct { int32_t width, height; float *layer[LAYERS]; } Octave;

/* ---- memory ---- */

extern uint8_t __heap_base;
static uint32_t top;

EXPORT(reset) void reset(void) { top = ((uint32_t)&__heap_base + 15) & ~15u; }

EXPORT(reserve) void *reserve(uint32_t bytes) {
  uint32_t start = top;
  top = (top + bytes + 15) & ~15u;
  uint32_t have = __builtin_wasm_memory_size(0) << 16;
  if (top > have && __builtin_wasm_memory_grow(0, (top - have + 65535) >> 16) == (uint32_t)-1) __builtin_trap();
  return (void *)start;
}

EXPORT(release) void release(uint32_t mark) { top = mark; }

/* ---- what a C library would have ---- */

/* The compiler calls it for the zeros of an array. */
void *memset(void *to, int value, unsigned long count) {
  for (unsigned long at = 0; at < count; at++) ((volatile uint8_t *)to)[at] = (uint8_t)value;
  return to;
}

static float absolute(float v) { return __builtin_fabsf(v); }

/* Good to 0.0015 rad, after Abramowitz and Stegun 4.4.47. */
static float arc_tangent(float y, float x) {
  float ax = absolute(x), ay = absolute(y);
  float most = ax > ay ? ax : ay, least = ax > ay ? ay : ax;
  if (most < 1e-12f) return 0;
  float t = least / most, s = t * t;
  float a = ((-0.0464964749f * s + 0.15931422f) * s - 0.327622764f) * s * t + t;
  if (ay > ax) a = PI / 2 - a;
  if (x < 0) a = PI - a;
  return y < 0 ? -a : a;
}

/* e to the power of v, v from -87 to 0: two to an integer power, and a polynomial for the rest. */
static float exponential(float v) {
  if (v < -80) return 0;
  float scaled = v * 1.44269504f;
  int32_t whole = (int32_t)__builtin_floorf(scaled);
  float rest = scaled - (float)whole;
  float power = 1 + rest * (0.69314718f + rest * (0.24022651f + rest * (0.05550411f + rest * 0.00961813f + rest * rest * 0.0013333f)));
  union { int32_t bits; float value; } two = {(whole + 127) << 23};
  return two.value * power;
}

static void sine_cosine(float angle, float *sine, float *cosine) {
  /* Turned to -pi..pi, then to the half with the small argument; Taylor to the 9th and 8th power is enough there. */
  while (angle > PI) angle -= 2 * PI;
  while (angle < -PI) angle += 2 * PI;
  float sign = 1;
  if (angle > PI / 2) { angle = PI - angle; sign = -1; }
  if (angle < -PI / 2) { angle = -PI - angle; sign = -1; }
  float s = angle * angle;
  *sine = angle * (1 - s / 6 * (1 - s / 20 * (1 - s / 42 * (1 - s / 72))));
  *cosine = sign * (1 - s / 2 * (1 - s / 12 * (1 - s / 30 * (1 - s / 56))));
}

/* ---- section 3: the scale space ---- */

static int mirrored(int at, int size) {
  if (at < 0) at = -at;
  if (at >= size) at = 2 * size - 2 - at;
  return at < 0 ? 0 : at >= size ? size - 1 : at;
}

static int gaussian(float sigma, float *taps) {
  int radius = (int)__builtin_ceilf(3.5f * sigma);
  if (radius >= MOST_TAPS) radius = MOST_TAPS - 1;
  float sum = 0;
  for (int at = 0; at <= radius; at++) {
    taps[at] = exponential(-(float)(at * at) / (2 * sigma * sigma));
    sum += at == 0 ? taps[at] : 2 * taps[at];
  }
  for (int at = 0; at <= radius; at++) taps[at] /= sum;
  return radius;
}

/* Rows, then columns; the taps are the outer loop, so that the inner one runs over neighbours in memory. */
static void blur(const float *from, float *to, float *between, int width, int height, float sigma) {
  float taps[MOST_TAPS];
  int radius = gaussian(sigma, taps);
  float *padded = (float *)reserve((uint32_t)(width + 2 * radius) * 4);
  for (int y = 0; y < height; y++) {
    const float *row = from + y * width;
    float *out = between + y * width;
    for (int x = -radius; x < width + radius; x++) padded[x + radius] = row[mirrored(x, width)];
    for (int x = 0; x < width; x++) out[x] = taps[0] * padded[x + radius];
    for (int tap = 1; tap <= radius; tap++) {
      const float *left = padded + radius - tap, *right = padded + radius + tap;
      float weight = taps[tap];
      for (int x = 0; x < width; x++) out[x] += weight * (left[x] + right[x]);
    }
  }
  for (int y = 0; y < height; y++) {
    const float *row = between + y * width;
    float *out = to + y * width;
    for (int x = 0; x < width; x++) out[x] = taps[0] * row[x];
    for (int tap = 1; tap <= radius; tap++) {
      const float *above = between + mirrored(y - tap, height) * width;
      const float *below = between + mirrored(y + tap, height) * width;
      float weight = taps[tap];
      for (int x = 0; x < width; x++) out[x] += weight * (above[x] + below[x]);
    }
  }
  top = (uint32_t)padded;
}

static const float INTERVAL = 1.25992105f; /* The third root of two: three intervals to an octave. */

static void fill_octave(Octave *octave, float *between) {
  float sigma = SIGMA;
  for (int at = 1; at < LAYERS; at++) {
    float next = sigma * INTERVAL;
    blur(octave->layer[at - 1], octave->layer[at], between, octave->width, octave->height,
         __builtin_sqrtf(next * next - sigma * sigma));
    sigma = next;
  }
}

static void halve(const Octave *from, Octave *to) {
  const float *source = from->layer[INTERVALS]; /* Twice the octave's first blur. */
  for (int y = 0; y < to->height; y++)
    for (int x = 0; x < to->width; x++) to->layer[0][y * to->width + x] = source[2 * y * from->width + 2 * x];
}

static int build_octaves(const float *picture, int width, int height, Octave *octaves) {
  float *between = (float *)reserve((uint32_t)(width * height) * 4);
  int count = 0;
  for (; count < MOST_OCTAVES && width >= LEAST_SIDE && height >= LEAST_SIDE; count++, width /= 2, height /= 2) {
    Octave *octave = octaves + count;
    octave->width = width;
    octave->height = height;
    for (int at = 0; at < LAYERS; at++) octave->layer[at] = (float *)reserve((uint32_t)(width * height) * 4);
    if (count == 0)
      blur(picture, octave->layer[0], between, width, height,
           __builtin_sqrtf(SIGMA * SIGMA - ASSUMED_BLUR * ASSUMED_BLUR));
    else
      halve(octave - 1, octave);
    fill_octave(octave, between);
  }
  return count;
}

/* ---- sections 3.1 and 4: extrema of the differences, with their exact places ---- */

static float difference(const Octave *octave, int layer, int at) {
  return octave->layer[layer + 1][at] - octave->layer[layer][at];
}

static int is_extremum(const Octave *octave, int layer, int at, float value) {
  for (int l = layer - 1; l <= layer + 1; l++)
    for (int dy = -1; dy <= 1; dy++)
      for (int dx = -1; dx <= 1; dx++) {
        if (l == layer && dx == 0 && dy == 0) continue;
        float other = difference(octave, l, at + dy * octave->width + dx);
        if (value > 0 ? other >= value : other <= value) return 0;
      }
  return 1;
}

/* A quadratic through the neighbours (section 4); one step, and no point where it would lead far away. */
static int locate(const Octave *octave, int layer, int x, int y, Keypoint *found) {
  int w = octave->width, at = y * w + x;
#define D(dl, dy, dx) difference(octave, layer + (dl), at + (dy)*w + (dx))
  float value = D(0, 0, 0);
  float gx = (D(0, 0, 1) - D(0, 0, -1)) / 2, gy = (D(0, 1, 0) - D(0, -1, 0)) / 2, gs = (D(1, 0, 0) - D(-1, 0, 0)) / 2;
  float xx = D(0, 0, 1) + D(0, 0, -1) - 2 * value, yy = D(0, 1, 0) + D(0, -1, 0) - 2 * value;
  float ss = D(1, 0, 0) + D(-1, 0, 0) - 2 * value;
  float xy = (D(0, 1, 1) - D(0, 1, -1) - D(0, -1, 1) + D(0, -1, -1)) / 4;
  float xs = (D(1, 0, 1) - D(1, 0, -1) - D(-1, 0, 1) + D(-1, 0, -1)) / 4;
  float ys = (D(1, 1, 0) - D(1, -1, 0) - D(-1, 1, 0) + D(-1, -1, 0)) / 4;
#undef D
  float trace = xx + yy, edge = xx * yy - xy * xy;
  if (edge <= 0 || trace * trace * EDGE_RATIO >= (EDGE_RATIO + 1) * (EDGE_RATIO + 1) * edge) return 0;
  float determinant = xx * (yy * ss - ys * ys) - xy * (xy * ss - ys * xs) + xs * (xy * ys - yy * xs);
  if (absolute(determinant) < 1e-20f) return 0;
  float dx = -(gx * (yy * ss - ys * ys) + gy * (xs * ys - xy * ss) + gs * (xy * ys - xs * yy)) / determinant;
  float dy = -(gx * (ys * xs - xy * ss) + gy * (xx * ss - xs * xs) + gs * (xy * xs - xx * ys)) / determinant;
  float ds = -(gx * (xy * ys - yy * xs) + gy * (xy * xs - xx * ys) + gs * (xx * yy - xy * xy)) / determinant;
  if (absolute(dx) > 1 || absolute(dy) > 1 || absolute(ds) > 1) return 0;
  float exact = value + (gx * dx + gy * dy + gs * ds) / 2;
  if (absolute(exact) < CONTRAST) return 0;
  found->x = (float)x + dx;
  found->y = (float)y + dy;
  found->sigma = SIGMA * exponential(0.69314718f * ((float)layer + ds - INTERVALS) / INTERVALS) * 2;
  found->response = absolute(exact);
  found->bright = exact < 0; /* A bright blob on darker ground is a minimum of the difference. */
  found->layer = layer;
  return 1;
}

static int find_keypoints(const Octave *octaves, int count, Keypoint *keypoints) {
  int found = 0;
  for (int o = 0; o < count; o++) {
    const Octave *octave = octaves + o;
    for (int layer = 1; layer <= INTERVALS; layer++) {
      const float *one = octave->layer[layer], *next = octave->layer[layer + 1];
      for (int y = BORDER; y < octave->height - BORDER; y++)
        for (int x = BORDER; x < octave->width - BORDER; x++) {
          int at = y * octave->width + x;
          float value = next[at] - one[at];
          if (absolute(value) < 0.8f * CONTRAST || !is_extremum(octave, layer, at, value)) continue;
          if (found == MOST_KEYPOINTS) return found;
          keypoints[found].octave = o;
          found += locate(octave, layer, x, y, keypoints + found);
        }
    }
  }
  return found;
}

/* ---- sections 5 and 6: orientation and descriptor ---- */

static int orientations(const Octave *octave, const Keypoint *point, float *angles) {
  const float *layer = octave->layer[point->layer];
  float raw[ORIENTATIONS] = {0}, smooth[ORIENTATIONS];
  float sigma = 1.5f * point->sigma;
  int radius = (int)(3 * sigma), cx = (int)(point->x + 0.5f), cy = (int)(point->y + 0.5f), w = octave->width;
  for (int dy = -radius; dy <= radius; dy++)
    for (int dx = -radius; dx <= radius; dx++) {
      int x = cx + dx, y = cy + dy;
      if (x < 1 || y < 1 || x >= w - 1 || y >= octave->height - 1) continue;
      float gx = layer[y * w + x + 1] - layer[y * w + x - 1], gy = layer[(y + 1) * w + x] - layer[(y - 1) * w + x];
      float weight = exponential(-(float)(dx * dx + dy * dy) / (2 * sigma * sigma));
      int bin = (int)__builtin_floorf(arc_tangent(gy, gx) * ORIENTATIONS / (2 * PI) + 0.5f);
      raw[(bin + ORIENTATIONS) % ORIENTATIONS] += weight * __builtin_sqrtf(gx * gx + gy * gy);
    }
  float most = 0;
  for (int at = 0; at < ORIENTATIONS; at++) {
#define AROUND(step) raw[(at + (step) + ORIENTATIONS) % ORIENTATIONS]
    smooth[at] = (6 * AROUND(0) + 4 * (AROUND(-1) + AROUND(1)) + AROUND(-2) + AROUND(2)) / 16;
#undef AROUND
    if (smooth[at] > most) most = smooth[at];
  }
  int count = 0;
  for (int at = 0; at < ORIENTATIONS && count < 2; at++) {
    float left = smooth[(at + ORIENTATIONS - 1) % ORIENTATIONS], right = smooth[(at + 1) % ORIENTATIONS];
    if (smooth[at] < 0.8f * most || smooth[at] <= left || smooth[at] <= right) continue;
    float offset = (left - right) / (2 * (left - 2 * smooth[at] + right));
    angles[count++] = ((float)at + offset) * 2 * PI / ORIENTATIONS;
  }
  return count;
}

/* Each gradient goes to the eight nearest of the 4 x 4 x 8 bins, by how near they are (section 6.1). */
static void spread(float *bins, float row, float column, float turn, float weight) {
  int r0 = (int)__builtin_floorf(row), c0 = (int)__builtin_floorf(column), t0 = (int)__builtin_floorf(turn);
  float fr = row - (float)r0, fc = column - (float)c0, ft = turn - (float)t0;
  for (int r = 0; r < 2; r++) {
    if (r0 + r < 0 || r0 + r >= CELLS) continue;
    float wr = weight * (r ? fr : 1 - fr);
    for (int c = 0; c < 2; c++) {
      if (c0 + c < 0 || c0 + c >= CELLS) continue;
      float wc = wr * (c ? fc : 1 - fc);
      float *cell = bins + ((r0 + r) * CELLS + c0 + c) * BINS;
      cell[t0 & 7] += wc * (1 - ft);
      cell[(t0 + 1) & 7] += wc * ft;
    }
  }
}

static void pack(float *bins, uint8_t *descriptor) {
  /* No bin above a fifth of the whole, so that one strong edge does not decide (section 6.1). */
  for (int pass = 0; pass < 2; pass++) {
    float sum = 1e-12f;
    for (int at = 0; at < DESCRIPTOR; at++) sum += bins[at] * bins[at];
    float scale = 1 / __builtin_sqrtf(sum);
    for (int at = 0; at < DESCRIPTOR; at++) {
      bins[at] *= scale;
      if (pass == 0 && bins[at] > 0.2f) bins[at] = 0.2f;
    }
  }
  for (int at = 0; at < DESCRIPTOR; at++) {
    float value = bins[at] * 512;
    descriptor[at] = value > 255 ? 255 : (uint8_t)value;
  }
}

static void describe(const Octave *octave, const Keypoint *point, float angle, uint8_t *descriptor) {
  const float *layer = octave->layer[point->layer];
  float bins[DESCRIPTOR] = {0}, sine, cosine;
  sine_cosine(angle, &sine, &cosine);
  float cell = 3 * point->sigma;
  int radius = (int)(cell * 1.41421356f * (CELLS + 1) / 2 + 0.5f);
  int cx = (int)(point->x + 0.5f), cy = (int)(point->y + 0.5f), w = octave->width;
  for (int dy = -radius; dy <= radius; dy++)
    for (int dx = -radius; dx <= radius; dx++) {
      int x = cx + dx, y = cy + dy;
      if (x < 1 || y < 1 || x >= w - 1 || y >= octave->height - 1) continue;
      float px = (float)x - point->x, py = (float)y - point->y;
      float along = (cosine * px + sine * py) / cell, across = (cosine * py - sine * px) / cell;
      float column = along + CELLS / 2 - 0.5f, row = across + CELLS / 2 - 0.5f;
      if (column <= -1 || row <= -1 || column >= CELLS || row >= CELLS) continue;
      float gx = layer[y * w + x + 1] - layer[y * w + x - 1], gy = layer[(y + 1) * w + x] - layer[(y - 1) * w + x];
      float turn = (arc_tangent(gy, gx) - angle) * BINS / (2 * PI);
      float weight = exponential(-(along * along + across * across) / (CELLS * CELLS / 2.0f));
      spread(bins, row, column, turn, weight * __builtin_sqrtf(gx * gx + gy * gy));
    }
  pack(bins, descriptor);
}

/* ---- all together ---- */

/* The response that `most` keypoints reach, by counting: 4,096 steps of a response are fine enough. */
static float least_response(const Keypoint *keypoints, int found, int most) {
  enum { STEPS = 4096 };
  int *counts = (int *)reserve(STEPS * 4);
  for (int at = 0; at < STEPS; at++) counts[at] = 0;
  for (int at = 0; at < found; at++) {
    int step = (int)(keypoints[at].response * STEPS);
    counts[step >= STEPS ? STEPS - 1 : step]++;
  }
  int step = STEPS, sum = 0;
  while (step > 0 && sum + counts[step - 1] <= most) sum += counts[--step];
  return (float)step / STEPS;
}

/*
 * Finds the strongest features of a picture of grey values from 0 to 1; about `most`, as a keypoint can have two
 * orientations. Writes features and descriptors where it is told, which has room for `most`, and returns their number.
 */
EXPORT(find_features)
int find_features(const float *picture, int width, int height, int most, Feature *features, uint8_t *descriptors) {
  Octave octaves[MOST_OCTAVES];
  int count = build_octaves(picture, width, height, octaves);
  Keypoint *keypoints = (Keypoint *)reserve((MOST_KEYPOINTS + 1) * sizeof(Keypoint));
  int found = find_keypoints(octaves, count, keypoints);
  float least = least_response(keypoints, found, most);
  int written = 0;
  /* The largest first: where two orientations of one take more room than there is, the smallest are left out. */
  for (int at = found - 1; at >= 0 && written < most; at--) {
    const Keypoint *point = keypoints + at;
    if (point->response < least) continue;
    const Octave *octave = octaves + point->octave;
    float angles[2], scale = (float)(1 << point->octave);
    int turns = orientations(octave, point, angles);
    for (int turn = 0; turn < turns && written < most; turn++, written++) {
      describe(octave, point, angles[turn], descriptors + written * DESCRIPTOR);
      Feature feature = {point->x * scale, point->y * scale, point->sigma * scale, angles[turn], point->response, point->bright};
      features[written] = feature;
    }
  }
  return written;
}

/* ---- nearest neighbours ---- */

static int distance(const uint8_t *one, const uint8_t *other) {
  v128_t sum = wasm_i32x4_const_splat(0);
  for (int at = 0; at < DESCRIPTOR; at += 16) {
    v128_t a = wasm_v128_load(one + at), b = wasm_v128_load(other + at);
    v128_t low = wasm_i16x8_sub(wasm_u16x8_extend_low_u8x16(a), wasm_u16x8_extend_low_u8x16(b));
    v128_t high = wasm_i16x8_sub(wasm_u16x8_extend_high_u8x16(a), wasm_u16x8_extend_high_u8x16(b));
    sum = wasm_i32x4_add(sum, wasm_i32x4_add(wasm_i32x4_dot_i16x8(low, low), wasm_i32x4_dot_i16x8(high, high)));
  }
  return wasm_i32x4_extract_lane(sum, 0) + wasm_i32x4_extract_lane(sum, 1) + wasm_i32x4_extract_lane(sum, 2) +
         wasm_i32x4_extract_lane(sum, 3);
}

static int nearest_leader(const uint8_t *leaders, int count, const uint8_t *one) {
  int best = 0, least = INT32_MAX;
  for (int at = 0; at < count; at++) {
    int far = distance(leaders + at * DESCRIPTOR, one);
    if (far < least) { least = far; best = at; }
  }
  return best;
}

/* Says for each descriptor which of the leaders is nearest to it: the bucket in which it will be looked for. */
EXPORT(assign)
void assign(const uint8_t *descriptors, int count, const uint8_t *leaders, int leader_count, int32_t *buckets) {
  for (int at = 0; at < count; at++)
    buckets[at] = nearest_leader(leaders, leader_count, descriptors + at * DESCRIPTOR);
}

typedef struct {
  const uint8_t *descriptors; /* In the order of their buckets. */
  const float *places;        /* x and y of each. */
  const uint8_t *leaders;
  const int32_t *starts;      /* Of each bucket, and the end of the last. */
  int32_t leader_count;
  float apart;                /* Two places nearer than this are one place. */
} Index;
typedef struct { int32_t nearest, distance, other; } Match;

static void look_into(const Index *index, int bucket, const uint8_t *query, Match *match) {
  for (int at = index->starts[bucket]; at < index->starts[bucket + 1]; at++) {
    int far = distance(index->descriptors + at * DESCRIPTOR, query);
    if (far >= match->other && far >= match->distance) continue;
    float dx = 1e9f, dy = 1e9f;
    if (match->nearest >= 0) {
      dx = index->places[2 * at] - index->places[2 * match->nearest];
      dy = index->places[2 * at + 1] - index->places[2 * match->nearest + 1];
    }
    int elsewhere = absolute(dx) > index->apart || absolute(dy) > index->apart;
    if (far < match->distance) {
      if (elsewhere) match->other = match->distance;
      match->distance = far;
      match->nearest = at;
    } else if (elsewhere) {
      match->other = far;
    }
  }
}

/*
 * For each query the nearest descriptor of the index, how far it is, and how far the nearest one at another place is
 * (section 7.1: only their ratio says whether a match is one). Looks into the buckets of the nearest leaders only.
 */
EXPORT(match_all)
void match_all(const Index *index, const uint8_t *queries, int count, Match *matches) {
  for (int q = 0; q < count; q++) {
    const uint8_t *query = queries + q * DESCRIPTOR;
    int near[PROBES], far[PROBES], have = 0;
    for (int at = 0; at < index->leader_count; at++) {
      int one = distance(index->leaders + at * DESCRIPTOR, query);
      if (have == PROBES && one >= far[PROBES - 1]) continue;
      int place = have < PROBES ? have++ : PROBES - 1;
      for (; place > 0 && far[place - 1] > one; place--) { far[place] = far[place - 1]; near[place] = near[place - 1]; }
      far[place] = one;
      near[place] = at;
    }
    Match match = {-1, INT32_MAX, INT32_MAX};
    for (int at = 0; at < have; at++) look_into(index, near[at], query, &match);
    matches[q] = match;
  }
}
