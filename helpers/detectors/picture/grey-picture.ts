/** A picture as grey values from 0 to 255, row by row. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array | Uint8Array;
}

/**
 * The picture made smaller, each new pixel the mean of the area that it covers. Both factors are at least 1, and need
 * not be whole.
 */
export function reduced(picture: GreyPicture, width: number, height: number): GreyPicture {
  if (width === picture.width && height === picture.height) return picture;
  const between = new Float32Array(width * picture.height);
  const columns = shares(picture.width, width);
  for (let y = 0; y < picture.height; y += 1) {
    const row = picture.values.subarray(y * picture.width, (y + 1) * picture.width);
    reduceRow(row, between.subarray(y * width, (y + 1) * width), columns);
  }
  const values = new Float32Array(width * height);
  const rows = shares(picture.height, height);
  for (let y = 0; y < height; y += 1) {
    const out = values.subarray(y * width, (y + 1) * width);
    for (let at = rows.starts[y] ?? 0; at < (rows.starts[y + 1] ?? 0); at += 1) {
      const weight = rows.weights[at] ?? 0;
      const from = (rows.sources[at] ?? 0) * width;
      for (let x = 0; x < width; x += 1) out[x] = (out[x] ?? 0) + weight * (between[from + x] ?? 0);
    }
  }
  return { width, height, values };
}

/** A rectangle of the picture, in whole pixels. */
export function cut(picture: GreyPicture, { left, top, width, height }: Rectangle): GreyPicture {
  if (left === 0 && top === 0 && width === picture.width && height === picture.height) return picture;
  const values = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const from = (top + y) * picture.width + left;
    values.set(picture.values.subarray(from, from + width), y * width);
  }
  return { width, height, values };
}

export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Shares {
  /** Of each new pixel, where its sources start. */
  readonly starts: Int32Array;
  readonly sources: Int32Array;
  readonly weights: Float32Array;
}

function shares(from: number, to: number): Shares {
  const factor = from / to;
  const starts = new Int32Array(to + 1);
  const sources: number[] = [];
  const weights: number[] = [];
  for (let at = 0; at < to; at += 1) {
    const [start, end] = [at * factor, Math.min(from, (at + 1) * factor)];
    for (let source = Math.floor(start); source < end; source += 1) {
      const weight = Math.min(end, source + 1) - Math.max(start, source);
      if (weight < 1e-6) continue;
      sources.push(source);
      weights.push(weight / factor);
    }
    starts[at + 1] = sources.length;
  }
  return { starts, sources: Int32Array.from(sources), weights: Float32Array.from(weights) };
}

function reduceRow(
  row: Float32Array | Uint8Array,
  out: Float32Array,
  { starts, sources, weights }: Shares,
): void {
  for (let x = 0; x < out.length; x += 1) {
    let sum = 0;
    const end = starts[x + 1] ?? 0;
    for (let at = starts[x] ?? 0; at < end; at += 1) sum += (weights[at] ?? 0) * (row[sources[at] ?? 0] ?? 0);
    out[x] = sum;
  }
}
