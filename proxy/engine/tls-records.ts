import { type ClientHello, helloLength, LARGEST_HELLO, readClientHello } from './client-hello.ts';

/** How far a client got in TLS, by the records that it sent: no key is needed, and no word of the engine's. */
export interface TlsProgress {
  readonly hello: ClientHello;
  /** It took the handshake to its end. A certificate that it refuses by then is refused by closing. */
  readonly finished: boolean;
  /** The alert by which it ended the handshake; `encrypted` in TLS 1.3, where only the engine can read it. */
  readonly alert?: { readonly level: number; readonly description: number } | 'encrypted';
  /** In encrypted records after the handshake, alerts left out. */
  readonly dataBytes: number;
}

export interface TlsRecords {
  /** The next bytes of the client's, from the first record on. */
  push(bytes: Buffer): void;
  progress(): TlsProgress;
}

const HEADER_BYTES = 5;
const [CIPHER_CHANGE, ALERT, HANDSHAKE, APPLICATION] = [20, 21, 22, 23];
const CLIENT_HELLO = 1;
const PLAIN_ALERT_BYTES = 2;
/** In TLS 1.3 (RFC 8446, section 5.2): two bytes, the true type, and the tag of every cipher that it has. */
const ENCRYPTED_ALERT_BYTES = 2 + 1 + 16;
/** TLS 1.2's encrypted Finished is 40 bytes long at most, a second hello of TLS 1.3 never so short. */
const SHORTEST_HELLO = 64;
/** So much is a conversation: what comes then is not looked at. */
const ENOUGH_DATA_BYTES = 256 * 1024;

/** Follows the records of one client. Keeps no more than its hello, whatever is sent. */
export function createTlsRecords(): TlsRecords {
  const seen = { finished: false, dataBytes: 0, changed: false };
  let alert: TlsProgress['alert'];
  let hello = Buffer.alloc(0);
  let header = Buffer.alloc(0);
  let left = 0; // Of the record that is under way.
  let head: Buffer = Buffer.alloc(0); // Its first bytes.

  function ended(type: number, length: number): void {
    if (type === CIPHER_CHANGE) seen.changed = true;
    else if (type === ALERT) alert ??= seen.finished ? undefined : plainAlert(head, length);
    else if (type === HANDSHAKE) handshake(length);
    else if (type === APPLICATION) application(length);
  }
  function handshake(length: number): void {
    if (seen.changed && !(head[0] === CLIENT_HELLO && length >= SHORTEST_HELLO)) seen.finished = true;
  }
  function application(length: number): void {
    const alertSized = length === ENCRYPTED_ALERT_BYTES;
    if (seen.finished) seen.dataBytes += alertSized ? 0 : length;
    else if (alertSized) alert ??= 'encrypted';
    else seen.finished = alert === undefined;
  }
  function record(bytes: Buffer): void {
    const [type = 0] = header;
    if (head.length < PLAIN_ALERT_BYTES) head = Buffer.concat([head, bytes]).subarray(0, PLAIN_ALERT_BYTES);
    const wanted = Math.min(LARGEST_HELLO, helloLength(hello) ?? LARGEST_HELLO) - hello.length;
    if (type === HANDSHAKE && !seen.changed && wanted > 0)
      hello = Buffer.concat([hello, bytes.subarray(0, wanted)]);
    left -= bytes.length;
    if (left > 0) return;
    ended(type, header.readUInt16BE(3));
    header = Buffer.alloc(0);
    head = Buffer.alloc(0);
  }

  return {
    push(bytes) {
      for (let at = 0; at < bytes.length && seen.dataBytes < ENOUGH_DATA_BYTES; ) {
        if (header.length < HEADER_BYTES) {
          const part = bytes.subarray(at, at + HEADER_BYTES - header.length);
          header = Buffer.concat([header, part]);
          at += part.length;
          if (header.length === HEADER_BYTES) left = header.readUInt16BE(3);
          if (header.length < HEADER_BYTES || left > 0) continue;
        }
        const part = bytes.subarray(at, at + left);
        at += part.length;
        record(part);
      }
    },
    progress: () => ({
      hello: readClientHello(hello),
      finished: seen.finished,
      dataBytes: seen.dataBytes,
      ...(alert === undefined ? {} : { alert }),
    }),
  };
}

/** In TLS 1.2, and before any key was agreed on (RFC 8446, section 6). */
function plainAlert(head: Buffer, length: number): TlsProgress['alert'] {
  if (length !== PLAIN_ALERT_BYTES) return undefined;
  return { level: head[0] ?? 0, description: head[1] ?? 0 };
}
