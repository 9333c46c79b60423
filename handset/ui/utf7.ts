/**
 * Modified UTF-7 (RFC 3501, 5.1.3), in which Appium's UnicodeIME is sent text by `input text`: `&` begins UTF-16 in
 * base64 with a comma for the slash, `-` ends it, and `&-` is an ampersand. What is no such text comes back as it is.
 */
export function decodeModifiedUtf7(text: string): string {
  return text.replaceAll(/&([A-Za-z0-9+,]*)-/g, (_whole, chunk: string) => {
    if (chunk === '') return '&';
    const bytes = Buffer.from(chunk.replaceAll(',', '/'), 'base64');
    return bytes
      .subarray(0, bytes.length - (bytes.length % 2))
      .swap16()
      .toString('utf16le');
  });
}
