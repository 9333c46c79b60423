/** What the bytes of a text are in one charset. */
export interface InCharset {
  readonly charset: string;
  readonly bytes: Uint8Array;
}

/** The encodings of East Asia that apps still write, by their names in the Encoding Standard (WHATWG, 4.2). */
const LEGACY = ['gb18030', 'big5'] as const;

/** A text in every charset in which it can be written, and that differs from the others: UTF-8 first. */
export function inCharsets(text: string): readonly InCharset[] {
  const wide = Buffer.from(text, 'utf16le');
  const wider = Buffer.from(Uint32Array.from(text, (one) => one.codePointAt(0) ?? 0).buffer);
  const legacy = LEGACY.flatMap((charset) => {
    const bytes = /^[\0-\x7f]*$/.test(text) ? undefined : encoded(text, tableOf(charset));
    return bytes === undefined ? [] : [{ charset: charset.toUpperCase(), bytes }];
  });
  return [
    { charset: 'UTF-8', bytes: Buffer.from(text) },
    ...[wide, Buffer.from(wide).swap16()].map((bytes) => ({ charset: 'UTF-16', bytes })),
    ...[wider, Buffer.from(wider).swap32()].map((bytes) => ({ charset: 'UTF-32', bytes })),
    ...legacy,
  ];
}

type Table = ReadonlyMap<string, readonly [number, number]>;
const tables = new Map<string, Table>();

/** The platform decodes these and encodes none: so all that stands for two bytes is decoded once. */
function tableOf(charset: (typeof LEGACY)[number]): Table {
  const known = tables.get(charset);
  if (known !== undefined) return known;
  const decoder = new TextDecoder(charset, { fatal: true });
  const table = new Map<string, readonly [number, number]>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1)
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const character = decodedBy(decoder, lead, trail);
      if (character !== undefined && !table.has(character)) table.set(character, [lead, trail]);
    }
  tables.set(charset, table);
  return table;
}

function decodedBy(decoder: TextDecoder, lead: number, trail: number): string | undefined {
  try {
    const text = decoder.decode(Uint8Array.of(lead, trail));
    return [...text].length === 1 ? text : undefined;
  } catch {
    return undefined; // No character has these two bytes.
  }
}

/** `undefined` when it has a character that the charset has not, or not in two bytes. */
function encoded(text: string, table: Table): Uint8Array | undefined {
  const bytes: number[] = [];
  for (const one of text) {
    const code = one.codePointAt(0) ?? 0;
    const pair = table.get(one);
    if (code < 0x80) bytes.push(code);
    else if (pair === undefined) return undefined;
    else bytes.push(...pair);
  }
  return Uint8Array.from(bytes);
}
