import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { followChain } from './follow-chain.ts';
import { joined, noise } from './images.fake.ts';

const SECRET = Buffer.from(noise(1, 500));
const OBJECT = joined(noise(2, 99), gzipSync(SECRET.toString('base64')));

it('leads to the layer that a finding names', () => {
  expect(followChain(OBJECT, ['gzip at 99', 'base64'])).toEqual(SECRET);
});

it('leads to the object itself when nothing was decoded', () => {
  expect(followChain(OBJECT, [])).toBe(OBJECT);
});

it('leads nowhere when the object has no such layer', () => {
  expect(followChain(OBJECT, ['gzip at 98'])).toBeUndefined();
  expect(followChain(OBJECT, ['gzip at 99', 'zlib', 'hex'])).toBeUndefined();
});

it('leads past layers of that name that do not hold what is looked for', () => {
  expect(followChain(OBJECT, ['gzip at 99', 'base64'], (bytes) => bytes.length === 500)).toEqual(SECRET);
  expect(followChain(OBJECT, ['gzip at 99', 'base64'], (bytes) => bytes.length > 500)).toBeUndefined();
});
