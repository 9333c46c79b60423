/** Degrees. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** A place in one of the datums in which apps in China write it, by the name that a finding says. */
export interface PlaceInDatum extends Place {
  readonly datum: 'WGS 84' | 'GCJ-02' | 'BD-09';
}

/** The same place in each datum: maps in China are shifted by law (GCJ-02), and Baidu's once more (BD-09). */
export function inEachDatum(place: Place): readonly PlaceInDatum[] {
  const shifted = gcj02(place);
  return [
    { datum: 'WGS 84', ...place },
    { datum: 'GCJ-02', ...shifted },
    { datum: 'BD-09', ...bd09(shifted) },
  ];
}

const DEGREE = Math.PI / 180;
// The ellipsoid of Krassowsky 1940, on which the shift is computed.
const SEMI_MAJOR = 6_378_245;
const ECCENTRICITY_SQUARED = 0.006693421622965943;

/** By the formulas that were worked out of map software in 2010; nobody ever published the standard's own. */
function gcj02({ latitude, longitude }: Place): Place {
  const x = longitude - 105;
  const y = latitude - 35;
  const root = Math.sqrt(Math.abs(x));
  const eastNorth = waves([20, 6 * Math.PI * x], [20, 2 * Math.PI * x]);
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * root +
    eastNorth +
    waves([20, Math.PI * y], [40, (Math.PI / 3) * y]) +
    waves([160, (Math.PI / 12) * y], [320, (Math.PI / 30) * y]);
  const east =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * root +
    eastNorth +
    waves([20, Math.PI * x], [40, (Math.PI / 3) * x]) +
    waves([150, (Math.PI / 12) * x], [300, (Math.PI / 30) * x]);
  const curvature = 1 - ECCENTRICITY_SQUARED * Math.sin(latitude * DEGREE) ** 2;
  const meridian = (SEMI_MAJOR * (1 - ECCENTRICITY_SQUARED)) / curvature ** 1.5;
  const parallel = (SEMI_MAJOR / Math.sqrt(curvature)) * Math.cos(latitude * DEGREE);
  return {
    latitude: latitude + north / (meridian * DEGREE),
    longitude: longitude + east / (parallel * DEGREE),
  };
}

function waves(...terms: readonly (readonly [height: number, phase: number])[]): number {
  return (2 / 3) * terms.reduce((sum, [height, phase]) => sum + height * Math.sin(phase), 0);
}

/** Baidu's own shift, on top of GCJ-02. */
function bd09({ latitude, longitude }: Place): Place {
  const turn = (3000 * Math.PI) / 180;
  const distance = Math.hypot(longitude, latitude) + 2e-5 * Math.sin(latitude * turn);
  const angle = Math.atan2(latitude, longitude) + 3e-6 * Math.cos(longitude * turn);
  return { latitude: distance * Math.sin(angle) + 0.006, longitude: distance * Math.cos(angle) + 0.0065 };
}

/** Of the sphere that web maps take the earth for (EPSG:3857), in metres. */
export function webMercator({ latitude, longitude }: Place): { readonly x: number; readonly y: number } {
  const radius = 6_378_137;
  return { x: radius * longitude * DEGREE, y: radius * Math.asinh(Math.tan(latitude * DEGREE)) };
}

const GEOHASH_LETTERS = '0123456789bcdefghjkmnpqrstuvwxyz';

/** So many letters of the geohash (Niemeyer 2008) of the cell that holds the place. */
export function geohashOf({ latitude, longitude }: Place, letters: number): string {
  const bits = letters * 5;
  // Longitude takes the first bit, and the odd one more.
  const columns = bitsOf((longitude + 180) / 360, Math.ceil(bits / 2));
  const rows = bitsOf((latitude + 90) / 180, Math.floor(bits / 2));
  let text = '';
  for (let letter = 0; letter < letters; letter += 1) {
    let value = 0;
    for (let bit = letter * 5; bit < letter * 5 + 5; bit += 1)
      value = value * 2 + ((bit % 2 === 0 ? columns : rows)[bit >> 1] ?? 0);
    text += GEOHASH_LETTERS[value] ?? '';
  }
  return text;
}

function bitsOf(share: number, count: number): readonly number[] {
  let rest = share;
  return Array.from({ length: count }, () => {
    rest *= 2;
    const bit = rest >= 1 ? 1 : 0;
    rest -= bit;
    return bit;
  });
}
