import { deflateSync } from 'node:zlib';

/** Decoded rows of red, green and blue. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** A Windows bitmap of 24 bits, rows from the bottom up, each filled up to four bytes. */
export function bitmapOf({ width, height, rgb }: Pixels): Buffer {
  const stride = Math.ceil((width * 3) / 4) * 4;
  const file = Buffer.alloc(54 + stride * height);
  file.write('BM', 'latin1');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let y = 0; y < height; y += 1) {
    const row = 54 + (height - 1 - y) * stride;
    for (let x = 0; x < width; x += 1) {
      const from = (y * width + x) * 3;
      file[row + x * 3] = rgb[from + 2] ?? 0;
      file[row + x * 3 + 1] = rgb[from + 1] ?? 0;
      file[row + x * 3 + 2] = rgb[from] ?? 0;
    }
  }
  return file;
}

export type RawForm = 'rgba' | 'bgra' | 'rgb565' | 'nv21';

/** What lies in an Android bitmap or camera buffer: rows without a header. */
export function rawDump(form: RawForm, pixels: Pixels): Buffer {
  switch (form) {
    case 'rgba':
      return mapPixels(pixels, 4, (r, g, b) => [r, g, b, 255]);
    case 'bgra':
      return mapPixels(pixels, 4, (r, g, b) => [b, g, r, 255]);
    case 'rgb565':
      return mapPixels(pixels, 2, (r, g, b) => {
        const value = ((r >> 3) << 11) | ((g >> 2) << 5) | (b >> 3);
        return [value & 255, value >> 8];
      });
    case 'nv21':
      return nv21(pixels);
  }
}

function mapPixels(
  { rgb }: Pixels,
  size: number,
  of: (r: number, g: number, b: number) => readonly number[],
): Buffer {
  const file = Buffer.alloc((rgb.length / 3) * size);
  for (let pixel = 0; pixel * 3 < rgb.length; pixel += 1)
    file.set(of(rgb[pixel * 3] ?? 0, rgb[pixel * 3 + 1] ?? 0, rgb[pixel * 3 + 2] ?? 0), pixel * size);
  return file;
}

/** Y for each pixel, then V and U for each two by two; by BT.601, as Android's camera does. */
function nv21({ width, height, rgb }: Pixels): Buffer {
  const [w, h] = [width & ~1, height & ~1];
  const file = Buffer.alloc(w * h * 1.5);
  for (let y = 0; y < h; y += 1) {
    for (let x = 0; x < w; x += 1) {
      const at = (y * width + x) * 3;
      const [r, g, b] = [rgb[at] ?? 0, rgb[at + 1] ?? 0, rgb[at + 2] ?? 0];
      file[y * w + x] = 16 + 0.257 * r + 0.504 * g + 0.098 * b;
      if (x % 2 === 1 || y % 2 === 1) continue;
      const colour = w * h + (y / 2) * w + x;
      file[colour] = 128 + 0.439 * r - 0.368 * g - 0.071 * b;
      file[colour + 1] = 128 - 0.148 * r - 0.291 * g + 0.439 * b;
    }
  }
  return file;
}

/** PDF 1.4: one page that shows one JPEG, with its drawing deflated. */
export function pdfOf(jpeg: Buffer, size: { readonly width: number; readonly height: number }): Buffer {
  return pdfShowing('/ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode', jpeg, size);
}

/** The same with pixels as a PNG has them: each row as differences from the one above, which all of them share. */
export function pdfOfPixels({ width, height, rgb }: Pixels): Buffer {
  const row = width * 3;
  const rows = Buffer.alloc((row + 1) * height);
  for (let y = 0; y < height; y += 1) {
    rows[y * (row + 1)] = 2;
    for (let x = 0; x < row; x += 1)
      rows[y * (row + 1) + 1 + x] = (rgb[y * row + x] ?? 0) - (y === 0 ? 0 : (rgb[(y - 1) * row + x] ?? 0));
  }
  const entries = `/ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode /DecodeParms << /Predictor 15 /Colors 3 /Columns ${width} >>`;
  return pdfShowing(entries, deflateSync(rows), { width, height });
}

function pdfShowing(
  entries: string,
  image: Buffer,
  { width, height }: { readonly width: number; readonly height: number },
): Buffer {
  const drawing = deflateSync(Buffer.from(`q ${width} 0 0 ${height} 0 0 cm /I Do Q`));
  return pdfFile([
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from('<< /Type /Pages /Kids [3 0 R] /Count 1 >>'),
    Buffer.from(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>`,
    ),
    stream(`/Filter /FlateDecode`, drawing),
    stream(`/Type /XObject /Subtype /Image /Width ${width} /Height ${height} ${entries}`, image),
  ]);
}

/** A document without a page, and with a stream that nothing shows, as of an attached file. */
export function pdfWith(entries: string, bytes: Buffer): Buffer {
  return pdfFile([
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from('<< /Type /Pages /Kids [] /Count 0 >>'),
    stream(entries, bytes),
  ]);
}

function pdfFile(objects: readonly Buffer[]): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n')];
  const offsets: number[] = [];
  objects.forEach((object, index) => {
    offsets.push(parts.reduce((sum, part) => sum + part.length, 0));
    parts.push(Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n'));
  });
  const at = parts.reduce((sum, part) => sum + part.length, 0);
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

function stream(entries: string, bytes: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`<< ${entries} /Length ${bytes.length} >>\nstream\n`),
    bytes,
    Buffer.from('\nendstream'),
  ]);
}

/** RIFF: an AVI of Motion JPEG, with the chunks that players need to step through its frames. */
export function aviOf(frames: readonly Buffer[]): Buffer {
  const chunk = (name: string, bytes: Buffer): Buffer => {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(bytes.length);
    return Buffer.concat([Buffer.from(name, 'latin1'), size, bytes, Buffer.alloc(bytes.length % 2)]);
  };
  const list = (name: string, ...parts: readonly Buffer[]): Buffer =>
    chunk('LIST', Buffer.concat([Buffer.from(name, 'latin1'), ...parts]));
  const header = Buffer.alloc(56);
  header.writeUInt32LE(100_000, 0);
  header.writeUInt32LE(frames.length, 16);
  header.writeUInt32LE(1, 24);
  const streamHeader = Buffer.alloc(56);
  streamHeader.write('vidsMJPG', 'latin1');
  streamHeader.writeUInt32LE(1, 20);
  streamHeader.writeUInt32LE(10, 24);
  streamHeader.writeUInt32LE(frames.length, 32);
  const format = Buffer.alloc(40);
  format.writeUInt32LE(40, 0);
  format.writeUInt16LE(24, 14);
  format.write('MJPG', 16, 'latin1');
  return chunk(
    'RIFF',
    Buffer.concat([
      Buffer.from('AVI ', 'latin1'),
      list('hdrl', chunk('avih', header), list('strl', chunk('strh', streamHeader), chunk('strf', format))),
      list('movi', ...frames.map((frame) => chunk('00dc', frame))),
    ]),
  );
}

/** EXIF 2.32, 4.5.8: a second directory behind an empty first one says where the thumbnail's JPEG begins. */
export function withThumbnail(photo: Buffer, thumbnail: Buffer): Buffer {
  const tiff = Buffer.alloc(8 + 6 + 2 + 3 * 12 + 4);
  tiff.write('MM\0*', 'latin1');
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt32BE(14, 10);
  tiff.writeUInt16BE(3, 14);
  const entries = [
    [0x0103, 3, 6 << 16], // Compression: JPEG.
    [0x0201, 4, tiff.length], // JPEGInterchangeFormat.
    [0x0202, 4, thumbnail.length], // JPEGInterchangeFormatLength.
  ] as const;
  entries.forEach(([tag, type, value], index) => {
    const at = 16 + index * 12;
    tiff.writeUInt16BE(tag, at);
    tiff.writeUInt16BE(type, at + 2);
    tiff.writeUInt32BE(1, at + 4);
    tiff.writeUInt32BE(value, at + 8);
  });
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff, thumbnail]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([photo.subarray(0, 2), head, body, photo.subarray(2)]);
}
