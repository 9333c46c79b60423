import type { Place, PlaceInDatum } from './datums.ts';
import { NEAR, NEAR_SHIFTED, type PlaceReading } from './place-reading.ts';

/** Whole numbers of 4 bytes, in either order, next to each other or with 4 bytes between: rounded, they are exact to this. */
const INTEGER_FORMS = [
  { scale: 1e7, near: 10 },
  { scale: 1e6, near: 1 },
] as const;

/** Only exact ones: of 32 bits that are no numbers, one in some billions is near enough by chance, and two in 10^17. */
export function placeInIntegers({ latitude, longitude }: Place): readonly PlaceReading[] {
  return INTEGER_FORMS.flatMap(({ scale, near }) =>
    [true, false].flatMap((little) => {
      const [first, second] = [Math.round(latitude * scale), Math.round(longitude * scale)];
      const confirm: PlaceReading['confirm'] = (bytes, at) => {
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        const isNear = (from: number, wanted: number): boolean =>
          from >= 0 && from + 4 <= bytes.length && Math.abs(view.getInt32(from, little) - wanted) <= near;
        const start = little ? at - 1 : at;
        if (!isNear(start, first)) return undefined;
        const other = [4, -4, 8, -8].map((step) => start + step).find((from) => isNear(from, second));
        return other === undefined
          ? undefined
          : { from: Math.min(start, other), to: Math.max(start, other) + 4 };
      };
      const what = `its place in parts of ${scale} of a degree, in 32 bits (WGS 84)`;
      const encode = (value: number): Buffer => encoded(4, (bytes) => bytes.writeInt32BE(value));
      const anchors = anchorsOf([first - near, first + near], { highest: 3, little, encode });
      return anchors.map((anchor) => ({ anchor, what, confirm }));
    }),
  );
}

/** The highest bytes of these numbers, as they stand in that order; one where both have the same. */
function anchorsOf(
  values: readonly number[],
  {
    highest,
    little,
    encode,
  }: {
    readonly highest: number;
    readonly little: boolean;
    /** Highest byte first. */
    readonly encode: (value: number) => Buffer;
  },
): readonly Uint8Array[] {
  const anchors = values.map((value) => {
    const bytes = encode(value).subarray(0, highest);
    return (little ? Buffer.from(bytes).reverse() : bytes).toString('latin1');
  });
  return [...new Set(anchors)].map((anchor) => Buffer.from(anchor, 'latin1'));
}

function encoded(size: number, write: (bytes: Buffer) => unknown): Buffer {
  const bytes = Buffer.alloc(size);
  write(bytes);
  return bytes;
}

/** IEEE 754 of 8 or 4 bytes, in either order: the highest bytes are the anchor. */
export function placeInFloats(
  { latitude, longitude, datum }: PlaceInDatum,
  size: 4 | 8,
): readonly PlaceReading[] {
  const near = datum === 'WGS 84' ? NEAR : NEAR_SHIFTED;
  const what = `its place as floating-point numbers (${datum})`;
  const high = size === 8 ? 4 : 3;
  return [true, false].flatMap((little) => {
    const confirm: PlaceReading['confirm'] = (bytes, at) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const read = (from: number): number => {
        if (from < 0 || from + size > bytes.length) return Number.NaN;
        return size === 8 ? view.getFloat64(from, little) : view.getFloat32(from, little);
      };
      const start = little ? at - (size - high) : at;
      if (!(Math.abs(read(start) - latitude) <= near)) return undefined;
      for (let step = size; step <= 4 * size; step += 1) {
        for (const other of [start + step, start - step])
          if (Math.abs(read(other) - longitude) <= near)
            return { from: Math.min(start, other), to: Math.max(start, other) + size };
      }
      return undefined;
    };
    const encode = (value: number): Buffer =>
      encoded(size, (bytes) => (size === 8 ? bytes.writeDoubleBE(value) : bytes.writeFloatBE(value)));
    const anchors = anchorsOf([latitude - near, latitude + near], { highest: high, little, encode });
    return anchors.map((anchor) => ({ anchor, what, confirm }));
  });
}
