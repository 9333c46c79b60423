import { base64 } from './encoders.ts';
import type { Derivation } from './leak.ts';
import type { Random } from './random.ts';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Ways to hide bytes for which who knows the image needs no key. */
export const DISGUISES: Readonly<Record<string, (bytes: Uint8Array, random: Random) => Uint8Array>> = {
  'XOR with one byte': (bytes, random) => xor(bytes, Buffer.from([1 + random.below(255)])),
  'XOR with 4 bytes': (bytes, random) => xor(bytes, random.bytes(4)),
  'XOR with a word': (bytes) => xor(bytes, Buffer.from('jdfinance2019')),
  'XOR with 32 bytes': (bytes, random) => xor(bytes, random.bytes(32)),
  'running XOR': (bytes, random) => {
    let before = random.below(256);
    return bytes.map((byte) => {
      before ^= byte;
      return before;
    });
  },
  'a constant added': (bytes, random) => {
    const added = 1 + random.below(255);
    return bytes.map((byte) => byte + added);
  },
  inverted: (bytes) => bytes.map((byte) => ~byte),
  reversed: (bytes) => Uint8Array.from(bytes).reverse(),
  'bytes swapped in pairs': (bytes) => swapped(bytes, 2),
  'bytes swapped in fours': (bytes) => swapped(bytes, 4),
  'nibbles swapped': (bytes) => bytes.map((byte) => (byte << 4) | (byte >> 4)),
  'any substitution of bytes': (bytes, random) => {
    const table = shuffled(256, random);
    return bytes.map((byte) => table[byte] ?? 0);
  },
  'base64 in another alphabet': (bytes, random) => {
    const order = shuffled(64, random);
    const written = base64(bytes).replace(/=+$/, '');
    return Buffer.from([...written].map((digit) => DIGITS[order[DIGITS.indexOf(digit)] ?? 0]).join(''));
  },
  'a random key of 16 bytes beside it': (bytes, random) => {
    const key = random.bytes(16);
    return Buffer.concat([Buffer.from('TDF1'), key, xor(bytes, key)]);
  },
};

export const DISGUISED: readonly Derivation[] = [
  ...Object.entries(DISGUISES).map(
    ([name, disguise]): Derivation => ({
      name,
      class: 'disguised',
      make: ({ bytes }, random) => [{ name: 'kept.dat', bytes: disguise(bytes, random) }],
    }),
  ),
  {
    name: 'one keystream used for two images',
    class: 'disguised',
    alsoOther: true,
    make: ({ bytes }, random, [other]) => {
      const stream = random.bytes(Math.max(bytes.length, other.bytes.length));
      return [
        { name: 'first.enc', bytes: xor(bytes, stream) },
        { name: 'second.enc', bytes: xor(other.bytes, stream) },
      ];
    },
  },
];

function xor(bytes: Uint8Array, key: Uint8Array): Uint8Array {
  return bytes.map((byte, at) => byte ^ (key[at % key.length] ?? 0));
}

function swapped(bytes: Uint8Array, width: number): Uint8Array {
  const turned = Uint8Array.from(bytes);
  for (let at = 0; at + width <= bytes.length; at += width) turned.subarray(at, at + width).reverse();
  return turned;
}

/** The numbers below `count`, in an order by chance (Fisher and Yates). */
function shuffled(count: number, random: Random): readonly number[] {
  const numbers = Array.from({ length: count }, (_, number) => number);
  for (let at = count - 1; at > 0; at -= 1) {
    const other = random.below(at + 1);
    [numbers[at], numbers[other]] = [numbers[other] ?? 0, numbers[at] ?? 0];
  }
  return numbers;
}
