import piexif from 'piexifjs';
import { createLocalClock, type LocalClock, type LocalTime } from '../../system/roms/time-zone.ts';

/** Whose camera it is, and where. */
export interface Camera {
  readonly make: string;
  readonly model: string;
  readonly localTime: LocalClock;
}

export const HANDSET_CAMERA: Camera = {
  make: 'Telltale',
  model: 'Handset',
  localTime: createLocalClock('GMT'),
};

/** Puts what a phone's camera says of a photo into the JPEG's EXIF; a place is not among it. */
export function withExif(
  jpeg: Buffer,
  camera: Camera,
  photo: { readonly takenMs: number; readonly width: number; readonly height: number },
): Buffer {
  const { year, month, day, hour, minute, second } = camera.localTime(photo.takenMs);
  // EXIF 2.32, 4.6.5: "YYYY:MM:DD HH:MM:SS", local time.
  const taken = `${year}:${month}:${day} ${hour}:${minute}:${second}`;
  const exif = piexif.dump({
    '0th': {
      [piexif.ImageIFD.Make]: camera.make,
      [piexif.ImageIFD.Model]: camera.model,
      [piexif.ImageIFD.Orientation]: 1,
      [piexif.ImageIFD.DateTime]: taken,
    },
    Exif: {
      [piexif.ExifIFD.DateTimeOriginal]: taken,
      [piexif.ExifIFD.DateTimeDigitized]: taken,
      [piexif.ExifIFD.PixelXDimension]: photo.width,
      [piexif.ExifIFD.PixelYDimension]: photo.height,
    },
  });
  return Buffer.from(piexif.insert(exif, jpeg.toString('latin1')), 'latin1');
}

/** AOSP's name of a photo taken at that time, e.g. `IMG_20190216_101500.jpg`, without the ending. */
export function photoName({ year, month, day, hour, minute, second }: LocalTime): string {
  return `IMG_${year}${month}${day}_${hour}${minute}${second}`;
}
