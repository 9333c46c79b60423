/** `engine`: HTTP, TLS or SOCKS, which mockttp reads. `other`: nothing that it could. `more`: too few bytes to tell. */
export type FirstWords = 'engine' | 'other' | 'more';

const TLS_HANDSHAKE = 0x16;
const HTTP2_PREFACE = 'PRI * HTTP/2.0\r\n';
/** RFC 9110, section 5.6.2: what a method may be made of. */
const METHOD = "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}";
const REQUEST_LINE = new RegExp(`^(?:\\r?\\n)*${METHOD} .*HTTP/\\d`);
const START_OF_REQUEST_LINE = new RegExp(`^(?:\\r?\\n)*(?:${METHOD}(?: [^\\n]*)?)?$`);
const LONGEST_UNDECIDED = 16_384;

/** What a client begins to say inside a tunnel. "PING" is text and no HTTP; mockttp would answer it with 400. */
export function readFirstWords(bytes: Uint8Array): FirstWords {
  if (bytes[0] === TLS_HANDSHAKE) return 'engine';
  const text = Buffer.from(bytes.subarray(0, LONGEST_UNDECIDED)).toString('latin1');
  const line = /^(?:\r?\n)*[^\n]+\n/.exec(text)?.[0];
  if (line !== undefined) return REQUEST_LINE.test(line) || line === HTTP2_PREFACE ? 'engine' : 'other';
  if (!START_OF_REQUEST_LINE.test(text)) return 'other';
  // Nothing but a request has so long a first line without an end.
  return bytes.length >= LONGEST_UNDECIDED ? 'engine' : 'more';
}
