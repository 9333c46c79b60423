import { constants, generateKeyPairSync, privateEncrypt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createChallenge, parseHostKey } from './authorization.ts';

/** In front of the token, as adb signs it: DigestInfo of SHA-1 (RFC 8017, 9.2). */
const DIGEST_INFO = Buffer.from('3021300906052b0e03021a05000414', 'hex');

describe('a challenge', () => {
  const [host, other] = [makeHost(), makeHost()];

  it('is passed by the host whose key was allowed', () => {
    const challenge = createChallenge();
    expect(challenge.isSignedBy(host.sign(challenge.token), [other.key, host.key])).toBe(true);
  });

  it.each([
    ['by another host', () => [other.sign(createChallenge().token), [host.key]] as const],
    ['by a signature of another challenge', () => [host.sign(createChallenge().token), [host.key]] as const],
    ['by noise', () => [Buffer.alloc(256, 7), [host.key]] as const],
    ['by nothing', () => [Buffer.alloc(0), [host.key]] as const],
    ['when no key was allowed', () => [host.sign(createChallenge().token), []] as const],
    ['when an allowed key is damaged', () => [host.sign(createChallenge().token), ['AAAA x']] as const],
  ])('is not passed %s', (_, attempt) => {
    const [signature, keys] = attempt();
    expect(createChallenge().isSignedBy(signature, keys)).toBe(false);
  });

  it('is never the same twice', () => {
    expect(createChallenge().token.equals(createChallenge().token)).toBe(false);
  });
});

describe('the key that a host brings', () => {
  const { key } = makeHost();

  it.each([
    ['as the stock adb sends it', `${key}\0`, key],
    ['without a name', key.split(' ')[0] ?? '', key.split(' ')[0]],
  ])('is read %s', (_, payload, expected) => {
    expect(parseHostKey(Buffer.from(payload))).toBe(expected);
  });

  it.each([
    ['empty', ''],
    ['no base64', 'nonsense!'],
    ['too short', 'QAAAAA== me@here'],
    ['too long', `${key} ${'x'.repeat(2_000)}`],
    ['with a line break in its name', `${key}\nAAAA other`],
    ['with an escape sequence in its name', `${key}\u001b[2J`],
    ['of another size', Buffer.concat([Buffer.from([32, 0, 0, 0]), Buffer.alloc(520)]).toString('base64')],
  ])('is refused when it is %s', (_, payload) => {
    expect(() => parseHostKey(Buffer.from(payload))).toThrow(RangeError);
  });
});

/** A host with a key in Android's form: words, n0inv, modulus, rr, exponent, little-endian. */
function makeHost(): { readonly key: string; sign(token: Buffer): Buffer } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  const bytes = Buffer.alloc(524);
  bytes.writeUInt32LE(64, 0);
  Buffer.from(n, 'base64url').reverse().copy(bytes, 8);
  bytes.writeUInt32LE(Buffer.from(e, 'base64url').readUIntBE(0, 3), 520);
  return {
    key: `${bytes.toString('base64')} me@here`,
    sign: (token) =>
      privateEncrypt(
        { key: privateKey, padding: constants.RSA_PKCS1_PADDING },
        Buffer.concat([DIGEST_INFO, token]),
      ),
  };
}
