import { type ByteCursor, cursorOver } from './byte-cursor.ts';
import { hostText } from './host-text.ts';

/** What a TLS client says first (RFC 8446, section 4.1.2), as far as it came. */
export interface ClientHello {
  /** The host that it wants, in the clear (RFC 6066, section 3). */
  readonly serverName?: string;
  /** The protocols that it offers, e.g. `h2` (RFC 7301). */
  readonly protocols?: readonly string[];
}

const CLIENT_HELLO = 1;
const SERVER_NAME = 0;
const HOST_NAME = 0;
const PROTOCOLS = 16;
const HEADER_BYTES = 4;

/** No client sends so much; more is not kept. */
export const LARGEST_HELLO = 32 * 1024;

/** How long the handshake message that begins here is; `undefined` while that is not known, or if it is no client hello. */
export function helloLength(handshake: Buffer): number | undefined {
  if (handshake.length < HEADER_BYTES || handshake[0] !== CLIENT_HELLO) return undefined;
  return HEADER_BYTES + handshake.readUIntBE(1, 3);
}

/** Reads a handshake message, whole or cut off: extensions that came are told. */
export function readClientHello(handshake: Buffer): ClientHello {
  const length = helloLength(handshake);
  if (length === undefined) return {};
  const body = cursorOver(handshake.subarray(HEADER_BYTES, length));
  body.take(2 + 32); // The version of old, and the random number.
  body.vector(1); // The session.
  body.vector(2); // The ciphers.
  body.vector(1); // The compressions.
  return extensionsOf(cursorOver(body.vector(2)));
}

function extensionsOf(extensions: ByteCursor): ClientHello {
  let hello: ClientHello = {};
  while (!extensions.atEnd) {
    const type = extensions.number(2);
    const content = extensions.vector(2);
    if (extensions.short) break;
    if (type === SERVER_NAME) hello = { ...hello, ...serverNameOf(content) };
    if (type === PROTOCOLS) hello = { ...hello, ...protocolsOf(content) };
  }
  return hello;
}

function serverNameOf(content: Buffer): Pick<ClientHello, 'serverName'> {
  const names = cursorOver(cursorOver(content).vector(2));
  while (!names.atEnd) {
    const type = names.number(1);
    const name = hostText(names.vector(2));
    if (type === HOST_NAME && !names.short && name !== undefined) return { serverName: name };
  }
  return {};
}

/** More than these are of no use to anybody. */
const MOST_PROTOCOLS = 16;

function protocolsOf(content: Buffer): Pick<ClientHello, 'protocols'> {
  const list = cursorOver(cursorOver(content).vector(2));
  const protocols: string[] = [];
  while (!list.atEnd && protocols.length < MOST_PROTOCOLS) {
    const name = list.vector(1);
    if (!list.short) protocols.push(name.toString('latin1'));
  }
  return protocols.length === 0 ? {} : { protocols };
}
