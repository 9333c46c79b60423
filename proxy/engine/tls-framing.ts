/** A TLS record (RFC 8446, section 5.1), as far as it came. */
export interface TlsRecord {
  readonly type: number;
  readonly length: number;
  /** Of its content, how many bytes have come. */
  readonly came: number;
  /** Its first two bytes. */
  readonly head: Buffer;
}

interface RecordListener {
  /** The next bytes of a record's content. */
  part(type: number, bytes: Buffer): void;
  whole(record: TlsRecord): void;
}

const HEADER_BYTES = 5;
const HEAD_BYTES = 2;
const NOTHING = Buffer.alloc(0);

/** Cuts what comes, in pieces of any size, into records. Keeps nothing but a record's head. */
export function createTlsFraming({ part, whole }: RecordListener): {
  push(bytes: Buffer): void;
  /** The record that has begun and is not whole. */
  underWay(): TlsRecord | undefined;
} {
  let header: Buffer = NOTHING;
  let record: TlsRecord | undefined;

  function begin(bytes: Buffer): number {
    const taken = bytes.subarray(0, HEADER_BYTES - header.length);
    header = Buffer.concat([header, taken]);
    if (header.length < HEADER_BYTES) return taken.length;
    record = { type: header.readUInt8(0), length: header.readUInt16BE(3), came: 0, head: NOTHING };
    header = NOTHING;
    return taken.length;
  }
  function goOn(before: TlsRecord, bytes: Buffer): number {
    const taken = bytes.subarray(0, before.length - before.came);
    part(before.type, taken);
    const head = Buffer.concat([before.head, taken.subarray(0, HEAD_BYTES - before.head.length)]);
    record = { ...before, came: before.came + taken.length, head };
    return taken.length;
  }

  return {
    push(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const rest = bytes.subarray(at);
        at += record === undefined ? begin(rest) : goOn(record, rest);
        if (record === undefined || record.came < record.length) continue;
        whole(record);
        record = undefined;
      }
    },
    underWay: () => record,
  };
}
