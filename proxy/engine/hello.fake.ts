import { Duplex } from 'node:stream';
import { type ConnectionOptions, connect } from 'node:tls';

/** The bytes with which Node's own TLS client begins: those of a real one. */
export async function realHello(options: ConnectionOptions): Promise<Buffer> {
  return await new Promise((resolve) => {
    const wire = new Duplex({
      read: () => undefined,
      write(bytes: Buffer, _encoding, done) {
        resolve(Buffer.from(bytes));
        done();
      },
    });
    connect({ ...options, socket: wire }).on('error', () => undefined);
  });
}

/** One TLS record of a type, `length` bytes long, that begins with `bytes`. */
export function tlsRecord(type: number, length: number, bytes: readonly number[] = []): Buffer {
  const payload = Buffer.alloc(length, 0xaa);
  payload.set(bytes.slice(0, length));
  return Buffer.concat([Buffer.from([type, 3, 3, length >> 8, length & 0xff]), payload]);
}

/** A handshake that is one record, as several records of this size. */
export function inRecordsOf(size: number, record: Buffer): Buffer {
  const payload = record.subarray(5);
  const parts: Buffer[] = [];
  for (let at = 0; at < payload.length; at += size) {
    const part = payload.subarray(at, at + size);
    parts.push(tlsRecord(22, part.length, [...part]));
  }
  return Buffer.concat(parts);
}
