import { type ClientHello, helloLength, LARGEST_HELLO, readClientHello } from './client-hello.ts';
import { createTlsFraming, type TlsRecord } from './tls-framing.ts';

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

const [CIPHER_CHANGE, ALERT, HANDSHAKE, APPLICATION] = [20, 21, 22, 23];
const CLIENT_HELLO = 1;
const PLAIN_ALERT_BYTES = 2;
/** In TLS 1.3 (RFC 8446, section 5.2): two bytes, the true type, and the tag of every cipher that it has. */
const ENCRYPTED_ALERT_BYTES = 2 + 1 + 16;
/** TLS 1.2's encrypted Finished is 40 bytes long at most, a second hello of TLS 1.3 never so short. */
const SHORTEST_HELLO = 64;
/** So much is a conversation: what comes then is not looked at. */
const ENOUGH_DATA_BYTES = 256 * 1024;

interface Seen {
  /** It said that it encrypts from now on. */
  readonly changed: boolean;
  readonly finished: boolean;
  readonly dataBytes: number;
  readonly alert?: NonNullable<TlsProgress['alert']>;
}

/** Follows the records of one client. Keeps no more than its hello, whatever is sent. */
export function createTlsRecords(): TlsRecords {
  let seen: Seen = { changed: false, finished: false, dataBytes: 0 };
  let hello: Buffer = Buffer.alloc(0);
  const framing = createTlsFraming({
    part(type, bytes) {
      const wanted = Math.min(LARGEST_HELLO, helloLength(hello) ?? LARGEST_HELLO) - hello.length;
      if (type === HANDSHAKE && !seen.changed && wanted > 0)
        hello = Buffer.concat([hello, bytes.subarray(0, wanted)]);
    },
    whole(record) {
      seen = after(seen, record);
    },
  });
  return {
    push(bytes) {
      if (seen.dataBytes < ENOUGH_DATA_BYTES) framing.push(bytes);
    },
    progress() {
      const { changed: _, ...progress } = seen;
      // What was sent of a record that is not whole was sent all the same.
      const { type, came = 0 } = framing.underWay() ?? {};
      const begun = seen.finished && type === APPLICATION ? came : 0;
      return { hello: readClientHello(hello), ...progress, dataBytes: seen.dataBytes + begun };
    },
  };
}

/** What is known of a client by one more record. */
function after(seen: Seen, { type, length, head }: TlsRecord): Seen {
  switch (type) {
    case CIPHER_CHANGE:
      return { ...seen, changed: true };
    case ALERT:
      return seen.finished || length !== PLAIN_ALERT_BYTES ? seen : refused(seen, plainAlert(head));
    case HANDSHAKE: {
      const isHello = head[0] === CLIENT_HELLO && length >= SHORTEST_HELLO;
      return seen.changed && !isHello ? { ...seen, finished: true } : seen;
    }
    case APPLICATION:
      return afterEncrypted(seen, length);
    default:
      return seen;
  }
}

function afterEncrypted(seen: Seen, length: number): Seen {
  const isAlert = length === ENCRYPTED_ALERT_BYTES;
  if (seen.finished) return isAlert ? seen : { ...seen, dataBytes: seen.dataBytes + length };
  if (isAlert) return refused(seen, 'encrypted');
  return seen.alert === undefined ? { ...seen, finished: true } : seen;
}

/** The first alert counts. */
function refused(seen: Seen, alert: NonNullable<TlsProgress['alert']>): Seen {
  return { ...seen, alert: seen.alert ?? alert };
}

/** In TLS 1.2, and before any key was agreed on (RFC 8446, section 6). */
function plainAlert(head: Buffer): NonNullable<TlsProgress['alert']> {
  return { level: head[0] ?? 0, description: head[1] ?? 0 };
}
