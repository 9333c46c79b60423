import { type Affine, scaleOf } from './affine.ts';

/** How large a picture shows what it maps to, and how it is turned. */
export function mapInWords(map: Affine): string {
  const mirrored = map.a * map.e - map.b * map.d < 0;
  const turn = (Math.atan2(-map.d, mirrored ? -map.a : map.a) * 180) / Math.PI;
  const turned = (Math.round(mirrored ? -turn : turn) + 360) % 360;
  return `scaled ×${(1 / scaleOf(map)).toFixed(2)}, rotated ${turned}°${mirrored ? ', mirrored' : ''}`;
}
