/** What a connection's first bytes tell of it, whatever became of it later. */
export interface Opening {
  /** The host of a CONNECT request, without its port. */
  readonly connectHost: string | undefined;
  readonly connectPort: number | undefined;
  /** A TLS record with a handshake in it came first, or behind the CONNECT. */
  readonly clientHello: boolean;
}

export const PEEKED_BYTES = 4_096;

/** Reads the opening out of up to the first `PEEKED_BYTES` of a connection. */
export function readOpening(bytes: Buffer): Opening {
  const head = bytes.toString('latin1');
  const connect = /^CONNECT (\[[^\]]+\]|[^\s:]+):(\d+) HTTP\/1\.[01]\r\n/.exec(head);
  const end = connect === null ? 0 : head.indexOf('\r\n\r\n') + 4;
  // RFC 8446, section 5.1: content type 22 (handshake), then a version of 3.x.
  const clientHello = (connect === null || end >= 4) && bytes[end] === 0x16 && bytes[end + 1] === 0x03;
  return {
    connectHost: connect?.[1],
    connectPort: connect?.[2] === undefined ? undefined : Number(connect[2]),
    clientHello,
  };
}
