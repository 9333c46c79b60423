/** HTTP/2 frames, made by hand (RFC 9113, section 4.1): Node's own client ends a stream before it resets it. */
export const H2 = { data: 0, reset: 3, ping: 6 } as const;

const HEADERS = 1;
const SETTINGS = 4;
const END_HEADERS = 4;

export function h2Frame(type: number, payload: Buffer, stream = 1, flags = 0): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** The preface, no settings, and the head of a POST as stream 1, by the static table of RFC 7541, appendix A. */
export function h2Opening(path: string): Buffer {
  const post = 0x83;
  const https = 0x87;
  const fields = Buffer.concat([Buffer.from([post, https]), literal(4, path), literal(1, 'localhost')]);
  return Buffer.concat([
    Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
    h2Frame(SETTINGS, Buffer.alloc(0), 0),
    h2Frame(HEADERS, fields, 1, END_HEADERS),
  ]);
}

/** A field that is not put into the table: the index of its name, and a value that is not Huffman-coded. */
function literal(name: number, value: string): Buffer {
  return Buffer.concat([Buffer.from([name, value.length]), Buffer.from(value)]);
}
