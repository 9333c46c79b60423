/** A regular file in a tar, the only kind that backups here have. */
export interface TarFile {
  readonly path: string;
  readonly bytes: Buffer;
  readonly modifiedMs: number;
}

const BLOCK = 512;
const LONGEST_NAME = 100;
const REGULAR = '0';
const EXTENDED = 'x';

/** POSIX.1-2001 tar: names that the header has no room for, or that are not ASCII, stand in a pax record before the file. */
export function writeTar(files: readonly TarFile[]): Buffer {
  const blocks = files.flatMap((file) => {
    const short = file.path.length <= LONGEST_NAME && /^[\x20-\x7e]+$/.test(file.path);
    const entry = [...header(short ? file.path : 'long', REGULAR, file), ...padded(file.bytes)];
    return short ? entry : [...extended(file), ...entry];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function extended(file: TarFile): readonly Buffer[] {
  const bytes = paxRecord('path', file.path);
  return [...header('pax', EXTENDED, { ...file, bytes }), ...padded(bytes)];
}

/** `LENGTH key=value\n`, whose length counts its own digits. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.from(` ${key}=${value}\n`);
  let length = rest.length;
  while (length !== rest.length + String(length).length) length = rest.length + String(length).length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

function header(name: string, type: string, { bytes, modifiedMs }: TarFile): readonly Buffer[] {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, width: number): void =>
    void block.write(
      `${Math.max(0, value)
        .toString(8)
        .padStart(width - 1, '0')}\0`,
      at,
      'latin1',
    );
  block.write(name, 0, 'latin1');
  octal(0o600, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(bytes.length, 124, 12);
  octal(Math.floor(modifiedMs / 1_000), 136, 12);
  block.write('        ', 148, 'latin1');
  block.write(type, 156, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return [block];
}

function padded(bytes: Buffer): readonly Buffer[] {
  return [bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)];
}
