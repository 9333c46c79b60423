/**
 * The coefficients `from` to `from + count` of the cosine transform of a square, by rows: of the second kind, without its
 * factors, which no hash needs.
 */
export function cosineTransform(
  values: Float64Array,
  side: number,
  { from, count }: { readonly from: number; readonly count: number },
): Float64Array {
  const base = Float64Array.from({ length: count * side }, (_, at) => {
    const [k, x] = [from + Math.floor(at / side), at % side];
    return Math.cos((Math.PI * k * (2 * x + 1)) / (2 * side));
  });
  const rows = product(base, values, { height: count, inner: side, width: side });
  const turned = Float64Array.from(
    { length: side * count },
    (_, at) => base[(at % count) * side + Math.floor(at / count)] ?? 0,
  );
  return product(rows, turned, { height: count, inner: side, width: count });
}

function product(
  a: Float64Array,
  b: Float64Array,
  { height, inner, width }: { readonly height: number; readonly inner: number; readonly width: number },
): Float64Array {
  const made = new Float64Array(height * width);
  for (let y = 0; y < height; y += 1)
    for (let k = 0; k < inner; k += 1)
      for (let x = 0; x < width; x += 1)
        made[y * width + x] = (made[y * width + x] ?? 0) + (a[y * inner + k] ?? 0) * (b[k * width + x] ?? 0);
  return made;
}

/** One bit for each value: whether it is above the middle one. */
export function aboveMedian(values: Float64Array): Uint8Array {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = ((sorted[values.length / 2 - 1] ?? 0) + (sorted[values.length / 2] ?? 0)) / 2;
  return Uint8Array.from(values, (value) => (value > middle ? 1 : 0));
}

/** In how many places two hashes differ. */
export function hammingDistance(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, bit, at) => sum + (bit === b[at] ? 0 : 1), 0);
}
