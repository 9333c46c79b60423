import piexif from 'piexifjs';

const CAMERA_MAKE = 'Telltale';
const CAMERA_MODEL = 'Handset';

/** Puts what a phone's camera says of a photo into the JPEG's EXIF. `takenMs` is the phone's clock. */
export function withExif(
  jpeg: Buffer,
  photo: { readonly takenMs: number; readonly width: number; readonly height: number },
): Buffer {
  // EXIF 2.32, 4.6.5: "YYYY:MM:DD HH:MM:SS", local time; the phone's time zone is GMT.
  const taken = new Date(photo.takenMs).toISOString().slice(0, 19).replaceAll('-', ':').replace('T', ' ');
  const exif = piexif.dump({
    '0th': {
      [piexif.ImageIFD.Make]: CAMERA_MAKE,
      [piexif.ImageIFD.Model]: CAMERA_MODEL,
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
export function photoName(takenMs: number): string {
  const [day = '', time = ''] = new Date(takenMs).toISOString().split('T');
  return `IMG_${day.replaceAll('-', '')}_${time.slice(0, 8).replaceAll(':', '')}`;
}
