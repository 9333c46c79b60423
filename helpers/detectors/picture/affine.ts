/** x′ = a·x + b·y + c, y′ = d·x + e·y + f. */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export function applied({ a, b, c, d, e, f }: Affine, { x, y }: Point): Point {
  return { x: a * x + b * y + c, y: d * x + e * y + f };
}

/** First `inner`, then `outer`. */
export function composed(outer: Affine, inner: Affine): Affine {
  return {
    a: outer.a * inner.a + outer.b * inner.d,
    b: outer.a * inner.b + outer.b * inner.e,
    c: outer.a * inner.c + outer.b * inner.f + outer.c,
    d: outer.d * inner.a + outer.e * inner.d,
    e: outer.d * inner.b + outer.e * inner.e,
    f: outer.d * inner.c + outer.e * inner.f + outer.f,
  };
}

/** `undefined` where the map flattens everything to a line. */
export function inverse({ a, b, c, d, e, f }: Affine): Affine | undefined {
  const determinant = a * e - b * d;
  if (Math.abs(determinant) < 1e-12) return undefined;
  return {
    a: e / determinant,
    b: -b / determinant,
    c: (b * f - e * c) / determinant,
    d: -d / determinant,
    e: a / determinant,
    f: (d * c - a * f) / determinant,
  };
}

/** How much longer lengths get, on average. */
export function scaleOf({ a, b, d, e }: Affine): number {
  return Math.sqrt(Math.abs(a * e - b * d));
}

/** The map that leads nearest to where each pair says, by least squares; `undefined` for fewer than three pairs. */
export function fitted(pairs: readonly { readonly from: Point; readonly to: Point }[]): Affine | undefined {
  if (pairs.length < 3) return undefined;
  const mean = (of: (pair: (typeof pairs)[number]) => number): number =>
    pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length;
  const from = { x: mean((one) => one.from.x), y: mean((one) => one.from.y) };
  const to = { x: mean((one) => one.to.x), y: mean((one) => one.to.y) };
  let [xx, xy, yy, xu, yu, xv, yv] = [0, 0, 0, 0, 0, 0, 0];
  for (const pair of pairs) {
    const [x, y] = [pair.from.x - from.x, pair.from.y - from.y];
    const [u, v] = [pair.to.x - to.x, pair.to.y - to.y];
    xx += x * x;
    xy += x * y;
    yy += y * y;
    xu += x * u;
    yu += y * u;
    xv += x * v;
    yv += y * v;
  }
  const determinant = xx * yy - xy * xy;
  if (determinant < 1e-9 * (xx + yy) ** 2) return undefined;
  const a = (xu * yy - yu * xy) / determinant;
  const b = (yu * xx - xu * xy) / determinant;
  const d = (xv * yy - yv * xy) / determinant;
  const e = (yv * xx - xv * xy) / determinant;
  return { a, b, c: to.x - a * from.x - b * from.y, d, e, f: to.y - d * from.x - e * from.y };
}
