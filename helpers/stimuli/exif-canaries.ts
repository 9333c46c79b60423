import ExifReader from 'exifreader';
import type { Canary } from '../model/stimulus.ts';
import { positionText } from './canaries.ts';

/** Where and when a photo says that it was taken. What it does not say, or what cannot be read, is left out. */
export function exifCanaries(photo: Uint8Array): readonly Canary[] {
  const { latitude, longitude, time } = exifOf(photo);
  return [
    ...(latitude === undefined || longitude === undefined
      ? []
      : [{ kind: 'position', value: positionText({ latitude, longitude }) } as const]),
    ...(time === undefined ? [] : [{ kind: 'time', value: time } as const]),
  ];
}

function exifOf(photo: Uint8Array): {
  readonly latitude?: number | undefined;
  readonly longitude?: number | undefined;
  readonly time?: string | undefined;
} {
  try {
    const { gps, exif } = ExifReader.load(Buffer.from(photo), { expanded: true });
    const time = exif?.DateTimeOriginal?.description;
    return {
      latitude: gps?.Latitude,
      longitude: gps?.Longitude,
      // A camera's own text: only what has the form of EXIF's times is one.
      time: time !== undefined && /^\d{4}:\d{2}:\d{2} \d{2}:\d{2}:\d{2}$/.test(time) ? time : undefined,
    };
  } catch {
    return {}; // The reader throws for whatever it cannot read: such a photo has neither.
  }
}
