import { spawnSync } from 'node:child_process';
import { crc32 } from 'node:zlib';

/**
 * Encoders for what apps pack images in, written for the benchmark alone: a mistake that the detectors shared would
 * confirm itself. Formats that take more than a page come from their reference programs.
 */

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** `bzip2`, `xz`, `zstd` or `lz4`, as Debian packs them. */
export function packedBy(program: 'bzip2' | 'xz' | 'zstd' | 'lz4', bytes: Uint8Array): Buffer {
  const options = program === 'xz' ? ['-1', '-c'] : program === 'bzip2' ? ['-c'] : ['-q', '-c'];
  const ran = spawnSync(program, options, { input: bytes, maxBuffer: 1 << 30 });
  if (ran.status !== 0)
    throw new Error(
      `${program} is needed to make this benchmark; install it: apt install ${program}-utils or ${program}`,
    );
  return ran.stdout;
}

/** PKWARE's APPNOTE 6.3.10, 4.3: local headers, central directory, its end. */
export function zip(
  entries: readonly { readonly name: string; readonly stored: Uint8Array; readonly plain: Uint8Array }[],
): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, stored, plain } of entries) {
    const path = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2); // Names are UTF-8.
    common.writeUInt16LE(stored === plain ? 0 : 8, 4);
    common.writeUInt32LE(crc32(plain), 10);
    common.writeUInt32LE(stored.length, 14);
    common.writeUInt32LE(plain.length, 18);
    common.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from('504b0304', 'hex'), common, path, stored]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    directory.push(Buffer.from('504b01021400', 'hex'), common, tail, path);
    locals.push(local);
    at += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32BE(0x504b0506, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, listed, end]);
}

/** POSIX.1-1988 ustar. */
export function tar(entries: readonly { readonly name: string; readonly bytes: Uint8Array }[]): Buffer {
  const blocks = entries.flatMap(({ name, bytes }) => {
    const header = Buffer.alloc(512);
    header.write(name, 0, 100);
    header.write('0000644\x000000000\x000000000\0', 100, 'latin1');
    header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
    header.write('13500000000\0', 136, 'latin1');
    header.write('        0', 148, 'latin1');
    header.write('ustar\x0000', 257, 'latin1');
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    return [header, Buffer.from(bytes), Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** A field of type LEN of protobuf's wire format. */
export function protobufField(field: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([varint(field * 8 + 2), varint(bytes.length), bytes]);
}

/** The length-prefixed message of gRPC over HTTP/2. */
export function grpcMessage(bytes: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) {
      bytes.push(rest);
      return Buffer.from(bytes);
    }
    bytes.push((rest % 128) + 128);
  }
}

/** MessagePack: a map of a text and a bin 32. */
export function messagePack(bytes: Uint8Array): Buffer {
  const head = Buffer.from([
    0x82,
    0xa3,
    ...latin1('app'),
    0xa2,
    ...latin1('jr'),
    0xa4,
    ...latin1('data'),
    0xc6,
    0,
    0,
    0,
    0,
  ]);
  head.writeUInt32BE(bytes.length, head.length - 4);
  return Buffer.concat([head, bytes]);
}

/** RFC 8949: a map of a text and a byte string of indefinite length, in chunks. */
export function cbor(bytes: Uint8Array): Buffer {
  const chunks = [
    Buffer.from([0xa2, 0x63, ...latin1('app'), 0x62, ...latin1('jr'), 0x64, ...latin1('data'), 0x5f]),
  ];
  for (let at = 0; at < bytes.length; at += 4_096) {
    const part = bytes.subarray(at, at + 4_096);
    const head = Buffer.from([0x59, 0, 0]);
    head.writeUInt16BE(part.length, 1);
    chunks.push(head, Buffer.from(part));
  }
  return Buffer.concat([...chunks, Buffer.from([0xff])]);
}

function latin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

/** RFC 6455, 5.2: one masked binary message in frames of up to 16 kB. */
export function webSocketFrames(bytes: Uint8Array, mask: Uint8Array): Buffer {
  const frames: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += 16_000) {
    const part = Buffer.from(bytes.subarray(at, at + 16_000));
    const last = at + 16_000 >= bytes.length;
    const head = Buffer.from([(at === 0 ? 2 : 0) + (last ? 0x80 : 0), 0x80 + 126, 0, 0]);
    head.writeUInt16BE(part.length, 2);
    frames.push(
      head,
      Buffer.from(mask),
      part.map((byte, index) => byte ^ (mask[index % 4] ?? 0)),
    );
  }
  return Buffer.concat(frames);
}

/** RFC 9112, 7.1. */
export function httpChunks(bytes: Uint8Array, size: number): Buffer {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const part = bytes.subarray(at, at + size);
    chunks.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n'));
  }
  return Buffer.concat([...chunks, Buffer.from('0\r\n\r\n')]);
}

/** Apple's binary property list: one dictionary of one data value. */
export function binaryPropertyList(bytes: Uint8Array): Buffer {
  const head = Buffer.from('bplist00', 'latin1');
  const size = Buffer.alloc(5);
  size[0] = 0x12;
  size.writeUInt32BE(bytes.length, 1);
  const objects = [
    Buffer.from([0xd1, 1, 2]),
    Buffer.from('\x53img', 'latin1'),
    Buffer.concat([Buffer.from([0x4f]), size, bytes]),
  ];
  const offsets: number[] = [];
  let at = head.length;
  for (const object of objects) {
    offsets.push(at);
    at += object.length;
  }
  const table = Buffer.alloc(4 * offsets.length);
  offsets.forEach((offset, index) => {
    table.writeUInt32BE(offset, 4 * index);
  });
  const trailer = Buffer.alloc(32);
  trailer[6] = 4;
  trailer[7] = 1;
  trailer.writeUInt32BE(objects.length, 12);
  trailer.writeUInt32BE(at, 28);
  return Buffer.concat([head, ...objects, table, trailer]);
}

/** RFC 7578. */
export function multipart(
  parts: readonly { readonly head: string; readonly bytes: Uint8Array }[],
  boundary: string,
): Buffer {
  const pieces = parts.flatMap(({ head, bytes }) => [
    Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`),
    bytes,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]);
}

/** Several streams of one format behind each other, as log writers make them. */
export function inMembers(bytes: Uint8Array, size: number, pack: (part: Uint8Array) => Buffer): Buffer {
  const members: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) members.push(pack(bytes.subarray(at, at + size)));
  return Buffer.concat(members);
}

/** Adobe's base 85, as PostScript and PDF have it. */
export function base85(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 4) {
    const part = Buffer.alloc(4);
    part.set(bytes.subarray(at, at + 4));
    let value = part.readUInt32BE();
    const digits: string[] = [];
    for (let digit = 0; digit < 5; digit += 1, value = Math.floor(value / 85))
      digits.unshift(String.fromCharCode(33 + (value % 85)));
    const missing = Math.max(0, at + 4 - bytes.length);
    const group = digits.slice(0, 5 - missing).join('');
    text += group === '!!!!!' ? 'z' : group;
  }
  return `${text}~>`;
}
