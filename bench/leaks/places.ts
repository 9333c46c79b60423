/** Degrees. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

export function degreesMinutesSeconds(degrees: number): string {
  const minutes = (degrees - Math.floor(degrees)) * 60;
  const seconds = (minutes - Math.floor(minutes)) * 60;
  return `${Math.floor(degrees)}°${Math.floor(minutes)}'${seconds.toFixed(3)}"`;
}

/** Niemeyer's, 2008: bits of longitude and latitude in turn, five to a letter. */
export function geohash({ latitude, longitude }: Place, letters: number): string {
  const ranges = { x: [-180, 180] as [number, number], y: [-90, 90] as [number, number] };
  let text = '';
  for (let letter = 0, bit = 0; letter < letters; letter += 1) {
    let five = 0;
    for (let count = 0; count < 5; count += 1, bit += 1) {
      const range = bit % 2 === 0 ? ranges.x : ranges.y;
      const value = bit % 2 === 0 ? longitude : latitude;
      const middle = (range[0] + range[1]) / 2;
      five = five * 2 + (value >= middle ? 1 : 0);
      range[value >= middle ? 0 : 1] = middle;
    }
    text += '0123456789bcdefghjkmnpqrstuvwxyz'[five] ?? '';
  }
  return text;
}

/** EPSG:3857. */
export function mercator({ latitude, longitude }: Place): { readonly x: number; readonly y: number } {
  const radius = 6_378_137;
  const radians = Math.PI / 180;
  return {
    x: radius * longitude * radians,
    y: radius * Math.log(Math.tan(Math.PI / 4 + (latitude * radians) / 2)),
  };
}

/** GCJ-02, by the formula that has gone round since 2013; none was ever published by its authors. */
export function mars({ latitude, longitude }: Place): Place {
  const [axis, flattening] = [6_378_245, 0.006693421622965943];
  const [x, y] = [longitude - 105, latitude - 35];
  const ripple = ((20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * 2) / 3;
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * Math.sqrt(Math.abs(x)) +
    ripple +
    ((20 * Math.sin(y * Math.PI) + 40 * Math.sin((y / 3) * Math.PI)) * 2) / 3 +
    ((160 * Math.sin((y / 12) * Math.PI) + 320 * Math.sin((y * Math.PI) / 30)) * 2) / 3;
  const east =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * Math.sqrt(Math.abs(x)) +
    ripple +
    ((20 * Math.sin(x * Math.PI) + 40 * Math.sin((x / 3) * Math.PI)) * 2) / 3 +
    ((150 * Math.sin((x / 12) * Math.PI) + 300 * Math.sin((x / 30) * Math.PI)) * 2) / 3;
  const radians = (latitude / 180) * Math.PI;
  const magic = 1 - flattening * Math.sin(radians) ** 2;
  return {
    latitude: latitude + (north * 180) / (((axis * (1 - flattening)) / (magic * Math.sqrt(magic))) * Math.PI),
    longitude: longitude + (east * 180) / ((axis / Math.sqrt(magic)) * Math.cos(radians) * Math.PI),
  };
}

/** BD-09, from GCJ-02. */
export function baidu(place: Place): Place {
  const { latitude: y, longitude: x } = mars(place);
  const turn = (Math.PI * 3000) / 180;
  const radius = Math.sqrt(x * x + y * y) + 0.00002 * Math.sin(y * turn);
  const angle = Math.atan2(y, x) + 0.000003 * Math.cos(x * turn);
  return { latitude: radius * Math.sin(angle) + 0.006, longitude: radius * Math.cos(angle) + 0.0065 };
}
