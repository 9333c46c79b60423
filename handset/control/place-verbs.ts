import type { MockLocation } from '../apps/camera/mock-location.ts';
import { Misuse, noWords, type Verb } from './verb.ts';

export function placeVerbs(location: MockLocation): readonly Verb[] {
  return [
    {
      name: 'geo',
      words: 'LONGITUDE LATITUDE | nowhere',
      does: 'Where the satellites say that the phone is; a place that an app mocks goes before it.',
      example: 'geo 116.39 39.91',
      run([first = '', second, ...more]) {
        noWords(more);
        if (first === 'nowhere' && second === undefined) {
          location.satellites(undefined);
          return 'the phone does not know where it is';
        }
        const [longitude, latitude] = [degrees(first, 180), degrees(second ?? '', 90)];
        location.satellites({ longitude, latitude });
        return `the phone is at longitude ${longitude}, latitude ${latitude}`;
      },
    },
  ];
}

function degrees(word: string, most: number): number {
  const value = /^-?\d{1,3}(?:\.\d{1,12})?$/.test(word) ? Number(word) : Number.NaN;
  if (Math.abs(value) <= most) return value;
  throw new Misuse(`"${word}" is no place; say the longitude, then the latitude, in degrees: 116.39 39.91`);
}
