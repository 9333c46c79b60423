import { cursorOver } from './byte-cursor.ts';
import { hostText } from './host-text.ts';

/** Where a SOCKS client asks to be led, and how many bytes it takes to say so. `short`: the rest has not come yet. */
export type SocksRequest =
  | { readonly kind: 'asked'; readonly host: string; readonly port: number; readonly bytes: number }
  | { readonly kind: 'short' }
  | { readonly kind: 'none' };

const NONE: SocksRequest = { kind: 'none' };
const SHORT: SocksRequest = { kind: 'short' };
const CONNECT = 1;

/** Reads SOCKS 4, 4a (no RFC; NEC, OpenSSH) and 5 (RFC 1928, with RFC 1929), of which only the client's side is seen. */
export function readSocksRequest(bytes: Buffer): SocksRequest {
  if (bytes[0] === 5) return version5(bytes);
  return bytes[0] === 4 ? version4(bytes) : NONE;
}

function version5(bytes: Buffer): SocksRequest {
  const cursor = cursorOver(bytes);
  cursor.number(1);
  if (cursor.vector(1).length === 0) return cursor.short || cursor.atEnd ? SHORT : NONE;
  let version = cursor.number(1);
  if (version === 1 && !cursor.short) {
    cursor.vector(1); // The user,
    cursor.vector(1); // and the word that only they know: not kept.
    version = cursor.number(1);
  }
  const command = cursor.number(1);
  cursor.number(1);
  const host = addressOf(cursor.number(1), cursor);
  const port = cursor.number(2);
  if (cursor.short) return SHORT;
  if (version !== 5 || command !== CONNECT || host === undefined) return NONE;
  return { kind: 'asked', host, port, bytes: cursor.at };
}

function addressOf(type: number, cursor: ReturnType<typeof cursorOver>): string | undefined {
  switch (type) {
    case 1:
      return [...cursor.take(4)].join('.');
    case 3:
      return hostText(cursor.vector(1));
    case 4:
      return groupsOf(cursor.take(16)).join(':');
    default:
      return undefined;
  }
}

function groupsOf(address: Buffer): readonly string[] {
  return Array.from({ length: address.length >> 1 }, (_, group) =>
    address.readUInt16BE(group * 2).toString(16),
  );
}

const LONGEST_TEXT = 512;

function version4(bytes: Buffer): SocksRequest {
  const cursor = cursorOver(bytes);
  cursor.number(1);
  const command = cursor.number(1);
  const port = cursor.number(2);
  const address = cursor.take(4);
  const userEnd = bytes.indexOf(0, cursor.at);
  if (command !== CONNECT && bytes.length > 1) return NONE;
  if (cursor.short || userEnd < 0) return bytes.length > LONGEST_TEXT ? NONE : SHORT;
  // 4a: an address of 0.0.0.x says that a name follows.
  const named = address.readUIntBE(0, 3) === 0 && address[3] !== 0;
  if (!named) return { kind: 'asked', host: [...address].join('.'), port, bytes: userEnd + 1 };
  const nameEnd = bytes.indexOf(0, userEnd + 1);
  if (nameEnd < 0) return bytes.length > LONGEST_TEXT ? NONE : SHORT;
  const host = hostText(bytes.subarray(userEnd + 1, nameEnd));
  return host === undefined ? NONE : { kind: 'asked', host, port, bytes: nameEnd + 1 };
}
