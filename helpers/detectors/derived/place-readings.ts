import { geohashOf, inEachDatum, type Place, type PlaceInDatum, webMercator } from './datums.ts';
import type { Spelling } from './spellings.ts';

/** How a place may be written, as far as its first bytes tell, and what has to follow. */
export interface PlaceReading {
  /** Bytes with which it begins; whoever has them has to be asked. */
  readonly anchor: Uint8Array;
  readonly what: string;
  /** The place stands around the anchor, which begins at `at`: then where, from and to. */
  confirm(bytes: Uint8Array, at: number): { readonly from: number; readonly to: number } | undefined;
}

/** About a metre; the shifted datums are computed by formulas that differ by as much as ten. */
const NEAR = 1.5e-5;
const NEAR_SHIFTED = 1e-4;
/** Both numbers stand within so many bytes. */
const REACH = 96;
const GEOHASH_LETTERS = 9;

/** Cells of 5 m: those around the place, so that one beside a border is found too. */
export function geohashSpellings(place: Place): readonly Spelling[] {
  const names = new Set(
    inEachDatum(place).flatMap(({ latitude, longitude }) =>
      [-1, 0, 1].flatMap((north) =>
        [-1, 0, 1].map((east) =>
          geohashOf(
            { latitude: latitude + north * 1e-6, longitude: longitude + east * 1e-6 },
            GEOHASH_LETTERS,
          ),
        ),
      ),
    ),
  );
  return [...names].map((name) => ({
    bytes: Buffer.from(name),
    what: 'its place, as a geohash',
    kind: 'position',
  }));
}

/** As numbers in text and as floating-point numbers. */
export function placeReadings(place: Place): readonly PlaceReading[] {
  return [
    ...inEachDatum(place).flatMap((one) => [...inText(one), ...inFloats(one, 8), ...inFloats(one, 4)]),
    ...inIntegers(place),
  ];
}

/** Numbers as they stand in text, and how many of them are a degree or a metre. */
function inText(signed: PlaceInDatum): readonly PlaceReading[] {
  const near = signed.datum === 'WGS 84' ? NEAR : NEAR_SHIFTED;
  // South and west are said by a sign or by a letter: both numbers are as telling without.
  const place = { ...signed, latitude: Math.abs(signed.latitude), longitude: Math.abs(signed.longitude) };
  const { x, y } = webMercator(place);
  const metres = near * 111_000 * 1.5;
  return [
    ...textReadings(place.latitude, place.longitude, {
      near,
      decimals: 4,
      what: `its place in degrees (${place.datum})`,
    }),
    ...[1e5, 1e6, 1e7, 1e8].flatMap((scale) =>
      textReadings(place.latitude * scale, place.longitude * scale, {
        near: near * scale,
        decimals: 0,
        what: `its place in parts of ${scale} of a degree (${place.datum})`,
      }),
    ),
    ...textReadings(y, x, {
      near: metres,
      decimals: 0,
      what: `its place in metres of web maps (${place.datum})`,
    }),
    ...sexagesimal(place, near),
    ...degreesAndMinutes(place, near),
  ];
}

/** Within half a kilometre: of a town, and of everybody in it. */
const ROUNDED = 0.006;

/** A rounded place, in degrees. */
export function roundedReadings(place: Place): readonly PlaceReading[] {
  return textReadings(Math.abs(place.latitude), Math.abs(place.longitude), {
    near: ROUNDED,
    decimals: 2,
    what: 'its place, rounded (WGS 84)',
  });
}

interface TextForm {
  readonly near: number;
  /** A number with fewer says no more than a neighbourhood. */
  readonly decimals: number;
  readonly what: string;
}

const NUMBER = /\d+(?:\.\d+)?/g;

function textReadings(
  first: number,
  second: number,
  { near, decimals, what }: TextForm,
): readonly PlaceReading[] {
  const confirm: PlaceReading['confirm'] = (bytes, at) => {
    const from = Math.max(0, at - REACH);
    const text = Buffer.from(
      bytes.buffer,
      bytes.byteOffset + from,
      Math.min(2 * REACH, bytes.length - from),
    ).toString('latin1');
    const numbers = [...text.matchAll(NUMBER)].filter(
      ([number]) => (number.split('.')[1]?.length ?? 0) >= decimals,
    );
    const one = numbers.find(
      ({ 0: number, index }) =>
        from + index <= at && at < from + index + number.length && Math.abs(Number(number) - first) <= near,
    );
    const other = numbers.find(({ 0: number }) => Math.abs(Number(number) - second) <= near);
    if (one === undefined || other === undefined) return undefined;
    const [start, last] = one.index < other.index ? [one, other] : [other, one];
    return { from: from + start.index, to: from + last.index + last[0].length };
  };
  return beginnings(first, near).map((anchor) => ({ anchor: Buffer.from(anchor), what, confirm }));
}

/** The digits that all numbers so near begin with: one text, or two where a digit turns over between them. */
function beginnings(value: number, near: number): readonly string[] {
  const digits = Math.max(0, Math.floor(-Math.log10(2 * near)));
  const scale = near >= 1 ? 10 ** Math.ceil(Math.log10(2 * near)) : 1;
  const cut = (number: number): string => {
    if (near >= 1) return String(Math.floor(number / scale));
    const factor = 10 ** digits;
    return (Math.floor(number * factor) / factor).toFixed(digits);
  };
  return [...new Set([cut(value - near), cut(value + near)])];
}

/** Degrees, minutes and seconds with anything between them, as people and EXIF write them. */
function sexagesimal({ latitude, longitude, datum }: PlaceInDatum, near: number): readonly PlaceReading[] {
  const what = `its place in degrees, minutes and seconds (${datum})`;
  const confirm: PlaceReading['confirm'] = (bytes, at) => {
    const text = Buffer.from(
      bytes.buffer,
      bytes.byteOffset + at,
      Math.min(2 * REACH, bytes.length - at),
    ).toString('latin1');
    const numbers = [...text.matchAll(NUMBER)];
    const degrees = (from: number): number => {
      const [whole, minutes, seconds] = numbers.slice(from, from + 3).map(([number]) => Number(number));
      return (whole ?? Number.NaN) + (minutes ?? Number.NaN) / 60 + (seconds ?? Number.NaN) / 3600;
    };
    if (!(Math.abs(degrees(0) - latitude) <= near && Math.abs(degrees(3) - longitude) <= near))
      return undefined;
    const last = numbers[5];
    return last === undefined ? undefined : { from: at, to: at + last.index + last[0].length };
  };
  return [{ anchor: Buffer.from(String(Math.floor(latitude))), what, confirm }];
}

/** Minutes with decimals: after the degrees, or in one number with them (NMEA 0183, `ddmm.mmmm`). */
function degreesAndMinutes(
  { latitude, longitude, datum }: PlaceInDatum,
  near: number,
): readonly PlaceReading[] {
  const what = `its place in degrees and minutes (${datum})`;
  const confirm: PlaceReading['confirm'] = (bytes, at) => {
    const text = Buffer.from(
      bytes.buffer,
      bytes.byteOffset + at,
      Math.min(2 * REACH, bytes.length - at),
    ).toString('latin1');
    const numbers = [...text.matchAll(NUMBER)];
    const isNear = (from: number, value: number): boolean => {
      const [degrees, minutes] = numbers.slice(from, from + 2).map(([number]) => number);
      const decimals = minutes?.split('.')[1]?.length ?? 0;
      return decimals >= 3 && Math.abs(Number(degrees) + Number(minutes) / 60 - value) <= near;
    };
    const last = numbers[3];
    if (last === undefined || !isNear(0, latitude) || !isNear(2, longitude)) return undefined;
    return { from: at, to: at + last.index + last[0].length };
  };
  const inOne = (degrees: number): number => Math.floor(degrees) * 100 + (degrees % 1) * 60;
  return [
    { anchor: Buffer.from(String(Math.floor(latitude))), what, confirm },
    ...textReadings(inOne(latitude), inOne(longitude), { near: near * 60, decimals: 3, what }),
  ];
}

/** Whole numbers of 4 bytes, in either order, next to each other or with 4 bytes between: rounded, they are exact to this. */
const INTEGER_FORMS = [
  { scale: 1e7, near: 10 },
  { scale: 1e6, near: 1 },
] as const;

/** Only exact ones: of 32 bits that are no numbers, one in some billions is near enough by chance, and two in 10^17. */
function inIntegers({ latitude, longitude }: Place): readonly PlaceReading[] {
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
      return anchorsOf([first - near, first + near], little).map((anchor) => ({ anchor, what, confirm }));
    }),
  );
}

/** The highest three of four bytes, as they stand in that order; one where both numbers have the same. */
function anchorsOf(values: readonly number[], little: boolean): readonly Uint8Array[] {
  const anchors = values.map((value) => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(value);
    const highest = bytes.subarray(0, 3);
    return (little ? Buffer.from(highest).reverse() : highest).toString('latin1');
  });
  return [...new Set(anchors)].map((anchor) => Buffer.from(anchor, 'latin1'));
}

/** IEEE 754 of 8 or 4 bytes, in either order: the highest bytes are the anchor. */
function inFloats({ latitude, longitude, datum }: PlaceInDatum, size: 4 | 8): readonly PlaceReading[] {
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
    const anchors = new Set(
      [latitude - near, latitude + near].map((value) => {
        const bytes = Buffer.alloc(size);
        if (size === 8) bytes.writeDoubleBE(value);
        else bytes.writeFloatBE(value);
        const highest = bytes.subarray(0, high);
        return (little ? Buffer.from(highest).reverse() : highest).toString('latin1');
      }),
    );
    return [...anchors].map((anchor) => ({ anchor: Buffer.from(anchor, 'latin1'), what, confirm }));
  });
}
