/** As long as a name in DNS can be (RFC 1035, section 2.3.4). */
const LONGEST_HOST = 253;

/** A host as a hostile client wrote it: visible ASCII in small letters, or nothing. */
export function hostText(written: Buffer | string): string | undefined {
  const text = typeof written === 'string' ? written : written.toString('latin1');
  const name = text.toLowerCase().replace(/\.$/, '');
  return name.length <= LONGEST_HOST && /^[\x21-\x7e]+$/.test(name) ? name : undefined;
}
