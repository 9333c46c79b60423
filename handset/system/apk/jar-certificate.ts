import { readEntry } from './zip-entry.ts';

const SIGNATURE_FILE = /^META-INF\/[^/]+\.(?:RSA|DSA|EC)$/i;
const LARGEST_SIGNATURE = 1024 * 1024;

/** The signer's certificate of an APK that is signed as JAR files are (scheme 1): the first one of its PKCS #7 block. */
export async function jarCertificate(path: string): Promise<Buffer | undefined> {
  const block = await readEntry(path, (name) => SIGNATURE_FILE.test(name), LARGEST_SIGNATURE);
  return block === undefined ? undefined : firstCertificate(block);
}

const SEQUENCE = 0x30;
/** `certificates [0] IMPLICIT` of SignedData, and `content [0] EXPLICIT` of ContentInfo (RFC 2315). */
const CONTEXT_0 = 0xa0;

function firstCertificate(block: Buffer): Buffer | undefined {
  const contentInfo = elements(block)[0];
  const content = elements(contentInfo?.value).find(({ tag }) => tag === CONTEXT_0);
  const signedData = elements(content?.value)[0];
  const certificates = elements(signedData?.value).find(({ tag }) => tag === CONTEXT_0);
  return elements(certificates?.value).find(({ tag }) => tag === SEQUENCE)?.whole;
}

interface Element {
  readonly tag: number;
  readonly value: Buffer;
  readonly whole: Buffer;
}

/** The elements that lie one behind the other in DER bytes. */
function elements(bytes: Buffer | undefined): readonly Element[] {
  const found: Element[] = [];
  for (let at = 0; bytes !== undefined && at + 2 <= bytes.length; ) {
    const first = bytes.readUInt8(at + 1);
    const more = first < 0x80 ? 0 : first & 0x7f;
    if (more > 4 || at + 2 + more > bytes.length) throw new Error('the signature file is damaged');
    const length = more === 0 ? first : bytes.readUIntBE(at + 2, more);
    const start = at + 2 + more;
    if (start + length > bytes.length) throw new Error('the signature file is damaged');
    found.push({
      tag: bytes.readUInt8(at),
      value: bytes.subarray(start, start + length),
      whole: bytes.subarray(at, start + length),
    });
    at = start + length;
  }
  return found;
}
