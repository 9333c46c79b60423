/** The two functions of piexifjs 1.0.6 that the camera uses; the package has no types. Strings hold one byte a character. */
declare module 'piexifjs' {
  interface Piexif {
    readonly ImageIFD: Readonly<Record<'Make' | 'Model' | 'Software' | 'DateTime' | 'Orientation', number>>;
    readonly ExifIFD: Readonly<
      Record<'DateTimeOriginal' | 'DateTimeDigitized' | 'PixelXDimension' | 'PixelYDimension', number>
    >;
    readonly GPSIFD: Readonly<
      Record<'GPSLatitudeRef' | 'GPSLatitude' | 'GPSLongitudeRef' | 'GPSLongitude', number>
    >;
    /** Fractions are pairs of whole numbers. */
    dump(
      exif: Readonly<
        Record<string, Readonly<Record<number, string | number | readonly (readonly [number, number])[]>>>
      >,
    ): string;
    insert(exif: string, jpeg: string): string;
  }
  const piexif: Piexif;
  export default piexif;
}
