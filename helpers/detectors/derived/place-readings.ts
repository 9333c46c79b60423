import { geohashOf, inEachDatum, type Place } from './datums.ts';
import { placeInFloats, placeInIntegers } from './place-in-binary.ts';
import { placeInText } from './place-in-text.ts';
import type { PlaceReading } from './place-reading.ts';
import type { Spelling } from './spellings.ts';

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
    ...inEachDatum(place).flatMap((one) => [
      ...placeInText(one),
      ...placeInFloats(one, 8),
      ...placeInFloats(one, 4),
    ]),
    ...placeInIntegers(place),
  ];
}
