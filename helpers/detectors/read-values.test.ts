import { describe, expect, it } from 'vitest';
import { parseStimulusId } from '../model/ids.ts';
import { buildValueIndex } from './derived-values.ts';
import { noise } from './images.fake.ts';
import { detectReadValues } from './read-values.ts';

const values = buildValueIndex(
  [
    {
      id: parseStimulusId('page'),
      bytes: noise(1, 500),
      canaries: [
        { kind: 'digits', value: '6217001234567890123' },
        { kind: 'qr-code', value: 'telltale:00112233aabbccdd' },
        { kind: 'text', value: '48,203.17' },
        { kind: 'position', value: '38.923711,82.451234' },
      ],
    },
    {
      id: parseStimulusId('card'),
      bytes: noise(2, 500),
      canaries: [{ kind: 'digits', value: '11010118111228079X' }],
    },
  ],
  { weak: true },
);

describe('what is read off a picture', () => {
  it.each([
    ['digits', 'No. 6217001234567890123', 'page', 'its digits'],
    ['digits in groups', 'R= 6217 0012 3456 7890 123 @', 'page', 'its digits in groups of four'],
    ['digits in groups of any kind', '621700 12345678-90123', 'page', 'its digits'],
    ['a number that ends with a letter', '11010118111228079X', 'card', 'its digits'],
    ['a QR code', 'telltale:00112233aabbccdd', 'page', 'what its QR code says'],
    ['a place', '38.923711,82.451234', 'page', 'its place in degrees (WGS 84)'],
  ])('is a value of the stimulus: %s', (_name, line, stimulus, what) => {
    expect(detectReadValues(values, ['WA Y', line])).toMatchObject([{ stimulus, what, line }]);
  });

  it.each([
    ['one digit that is another one', '6217 0012 3456 7390 123'],
    ['one digit that is missing', '6217 0012 3456 789 123'],
    ['the number of a page of the same template', '6217 0098 1135 4416 027'],
    ['its last four digits', '**** 0123'],
    ['a balance, which others have as well', '48,203.17'],
    ['a rounded place', '38.92,82.45'],
    ['letters for digits', '62170O1234567890123'],
  ])('is none: %s', (_name, line) => {
    expect(detectReadValues(values, [line])).toEqual([]);
  });

  it('is none when it begins in one line and goes on in another', () => {
    expect(detectReadValues(values, ['6217 0012 34', '56 7890 123'])).toEqual([]);
  });
});
