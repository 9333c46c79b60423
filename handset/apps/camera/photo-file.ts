import piexif from 'piexifjs';
import { createLocalClock, type LocalClock, type LocalTime } from '../../system/roms/time-zone.ts';
import type { Position } from './mock-location.ts';

/** Whose camera it is, and where. */
export interface Camera {
  readonly make: string;
  readonly model: string;
  readonly localTime: LocalClock;
  /** Where the phone is, as far as its apps can know. */
  position(): Position | undefined;
  /** It was never used: it asks first whether photos shall tell of their places. */
  readonly unused?: boolean;
}

export const HANDSET_CAMERA: Camera = {
  make: 'Telltale',
  model: 'Handset',
  localTime: createLocalClock('GMT'),
  position: () => undefined,
};

/** Puts what a phone's camera says of a photo into the JPEG's EXIF, with its place where that is known. */
export function withExif(
  jpeg: Buffer,
  camera: Camera,
  photo: { readonly takenMs: number; readonly width: number; readonly height: number },
): Buffer {
  const { year, month, day, hour, minute, second } = camera.localTime(photo.takenMs);
  // EXIF 2.32, 4.6.5: "YYYY:MM:DD HH:MM:SS", local time.
  const taken = `${year}:${month}:${day} ${hour}:${minute}:${second}`;
  const position = camera.position();
  const exif = piexif.dump({
    ...(position === undefined ? {} : { GPS: gps(position) }),
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

/** EXIF 2.32, 4.6.6: a letter and three fractions, of degrees, minutes and seconds. */
function gps({ latitude, longitude }: Position): Readonly<Record<number, string | readonly Fraction[]>> {
  return {
    [piexif.GPSIFD.GPSLatitudeRef]: latitude < 0 ? 'S' : 'N',
    [piexif.GPSIFD.GPSLatitude]: sexagesimal(latitude),
    [piexif.GPSIFD.GPSLongitudeRef]: longitude < 0 ? 'W' : 'E',
    [piexif.GPSIFD.GPSLongitude]: sexagesimal(longitude),
  };
}

type Fraction = readonly [numerator: number, denominator: number];

function sexagesimal(degrees: number): readonly Fraction[] {
  // Rounded once, so that 59.9999 seconds do not become 60.
  const tenThousandths = Math.round(Math.abs(degrees) * 3600 * 10_000);
  const minutes = Math.floor(tenThousandths / 600_000);
  return [
    [Math.floor(minutes / 60), 1],
    [minutes % 60, 1],
    [tenThousandths % 600_000, 10_000],
  ];
}

/** AOSP's name of a photo taken at that time, e.g. `IMG_20190216_101500.jpg`, without the ending. */
export function photoName({ year, month, day, hour, minute, second }: LocalTime): string {
  return `IMG_${year}${month}${day}_${hour}${minute}${second}`;
}
