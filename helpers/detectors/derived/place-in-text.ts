import { type Place, type PlaceInDatum, webMercator } from './datums.ts';
import { NEAR, NEAR_SHIFTED, type PlaceReading } from './place-reading.ts';

/** Both numbers stand within so many bytes. */
const REACH = 96;

/** Numbers as they stand in text, and how many of them are a degree or a metre. */
export function placeInText(signed: PlaceInDatum): readonly PlaceReading[] {
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

/** A stretch of bytes as text, and the numbers in it. */
function numbersIn(bytes: Uint8Array, from: number, length: number): readonly RegExpExecArray[] {
  const start = bytes.byteOffset + from;
  const text = Buffer.from(bytes.buffer, start, Math.min(length, bytes.length - from)).toString('latin1');
  return [...text.matchAll(NUMBER)];
}

function textReadings(
  first: number,
  second: number,
  { near, decimals, what }: TextForm,
): readonly PlaceReading[] {
  const confirm: PlaceReading['confirm'] = (bytes, at) => {
    const from = Math.max(0, at - REACH);
    const numbers = numbersIn(bytes, from, 2 * REACH).filter(
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
    const numbers = numbersIn(bytes, at, 2 * REACH);
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
    const numbers = numbersIn(bytes, at, 2 * REACH);
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
