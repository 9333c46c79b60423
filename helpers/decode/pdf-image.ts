/**
 * The samples of a PDF's image as a picture file, by what its dictionary says of it (ISO 32000-1, 8.9.5): a PNM, which is these
 * samples behind a header. How many make a pixel is told by how many there are, for the colour space often stands elsewhere.
 * Samples that are not bytes are made bytes, and four of a pixel three; such a picture stands for nothing of the document.
 */
export function pdfImage(
  dictionary: string,
  samples: Uint8Array,
): { readonly bytes: Uint8Array; readonly explains?: readonly [] } | undefined {
  const [width, height] = [numberOf(dictionary, 'Width'), numberOf(dictionary, 'Height')];
  const bits = /\/ImageMask\s+true/.test(dictionary) ? 1 : numberOf(dictionary, 'BitsPerComponent');
  if (!/\/Subtype\s*\/Image/.test(dictionary) || width * height < 1 || width * height > MOST_PIXELS)
    return undefined;
  const channels = [1, 3, 4].find(
    (count) => Math.ceil((width * count * bits) / 8) * height === samples.length,
  );
  if (channels === undefined || ![1, 2, 4, 8, 16].includes(bits)) return undefined;
  const header = Buffer.from(`P${channels === 1 ? 5 : 6}\n${width} ${height}\n255\n`, 'latin1');
  if (bits === 8 && channels < 4) return { bytes: Buffer.concat([header, samples]) };
  const values = asBytes(samples, { bits, row: width * channels, height });
  return { bytes: Buffer.concat([header, channels < 4 ? values : withoutBlack(values)]), explains: [] };
}

const MOST_PIXELS = 40_000_000;

function numberOf(dictionary: string, name: string): number {
  return Number(new RegExp(`/${name}\\s+(\\d{1,9})(?!\\d*\\s+\\d+\\s+R)`).exec(dictionary)?.[1] ?? 0);
}

/** Each row begins with a new byte. */
function asBytes(
  samples: Uint8Array,
  { bits, row, height }: { readonly bits: number; readonly row: number; readonly height: number },
): Uint8Array {
  if (bits === 8) return samples;
  if (bits === 16) return samples.filter((_, at) => at % 2 === 0);
  const stride = Math.ceil((row * bits) / 8);
  const most = (1 << bits) - 1;
  const values = new Uint8Array(row * height);
  for (let at = 0; at < values.length; at += 1) {
    const [x, y] = [at % row, Math.floor(at / row)];
    const byte = samples[y * stride + ((x * bits) >> 3)] ?? 0;
    values[at] = (((byte >> (8 - bits - ((x * bits) & 7))) & most) * 255) / most;
  }
  return values;
}

/** Cyan, magenta, yellow and black as red, green and blue (10.3.5). */
function withoutBlack(values: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((values.length / 4) * 3);
  for (let at = 0; at < rgb.length; at += 1) {
    const from = Math.floor(at / 3) * 4;
    rgb[at] = 255 - Math.min(255, (values[from + (at % 3)] ?? 0) + (values[from + 3] ?? 0));
  }
  return rgb;
}
