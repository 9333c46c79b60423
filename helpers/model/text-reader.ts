/** A picture as bytes of grey, row by row. */
export interface PictureToRead {
  readonly width: number;
  readonly height: number;
  readonly values: Uint8Array;
}

/** What stands written in a picture, line by line; the same for the same picture always. Throws when it cannot read any more. */
export type RecognizeText = (picture: PictureToRead) => string;
