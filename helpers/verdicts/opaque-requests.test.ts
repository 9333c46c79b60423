import { describe, expect, it } from 'vitest';
import { joined, noise } from '../detectors/images.fake.ts';
import { parseStimulusId } from '../model/ids.ts';
import { bundleOf, type Change, gapsOn, upload } from './bundle-fixture.fake.ts';
import { PAGE_BYTES } from './clean-run.fake.ts';
import { judge } from './judge.ts';

const text = (content: string): Uint8Array => Buffer.from(content);
const SECRET = Buffer.from(noise(9, 300));
const STREAM = noise(5, PAGE_BYTES.length);
const BYTES = [...SECRET];
const hexOf = (byte: number): string => byte.toString(16).padStart(2, '0');
const wrapped = (content: string, width: number, end = '\n'): string =>
  content.replaceAll(new RegExp(`(.{${width}})`, 'g'), `$1${end}`);
const form = (picture: Uint8Array): Uint8Array =>
  joined(text('--x\r\nContent-Disposition: form-data; name="image"\r\n\r\n'), picture, text('\r\n--x--\r\n'));
const WORD = 'a1B2-c3D4_'.repeat(10);

describe('a request that nobody can see through', () => {
  it.each([
    ['bytes that are no text', new Uint8Array(64)],
    [
      'such bytes, scattered in text',
      joined(...Array.from({ length: 64 }, () => joined(text('word '), [0x80]))),
    ],
    ['something packed', SECRET],
    ['a token as long as the smallest leak', text(`token=${WORD.slice(0, 64)} `)],
    ['base64', text(`{"image":"${SECRET.toString('base64')}"}`)],
    ['base64 for addresses', text(`image=${SECRET.toString('base64url')}`)],
    ['base64 in lines of 60', text(wrapped(SECRET.toString('base64'), 60))],
    ['base64 in lines of 40, ended as in mail', text(wrapped(SECRET.toString('base64'), 40, '\r\n'))],
    ['base64 in lines, inside JSON', text(JSON.stringify({ image: wrapped(SECRET.toString('base64'), 48) }))],
    ['hex', text(SECRET.toString('hex'))],
    ['hex, byte by byte', text(BYTES.map(hexOf).join(' '))],
    ['hex with colons', text(BYTES.map(hexOf).join(':'))],
    ['hex as in a program', text(BYTES.map((byte) => `0x${hexOf(byte)}`).join(', '))],
    ['a list of numbers', text(JSON.stringify(BYTES))],
    ['a list of numbers, one a line', text(JSON.stringify(BYTES, null, 2))],
    ['percent signs, as in forms', text(`image=${BYTES.map((byte) => `%${hexOf(byte)}`).join('')}`)],
    ['percent signs where they are needed', text(`image=${escape(SECRET.toString('latin1'))}`)],
    ['escapes of scripts', text(BYTES.map((byte) => `\\x${hexOf(byte)}`).join(''))],
    ['escapes of JSON', text(BYTES.map((byte) => `\\u00${hexOf(byte)}`).join(''))],
    [
      'a token across the pieces in which a body is read',
      joined(new Uint8Array(32_768 - 32).fill(0x20), text(WORD.slice(0, 64))),
    ],
    ['a picture that was found, with something beside it', joined(form(PAGE_BYTES), SECRET)],
    [
      'a piece of a picture that was found, with the rest encrypted',
      joined(
        PAGE_BYTES.subarray(0, 800),
        PAGE_BYTES.subarray(800).map((byte, at) => byte ^ (STREAM[at] ?? 0)),
      ),
    ],
  ])('is a gap: %s', (_, body) => {
    const { gaps } = judge(bundleOf(upload(body, { host: 'any.example' })));
    expect(gaps.map(({ code }) => code)).toContain('opaque-body');
  });

  it.each([
    ['one byte fewer than the smallest leak that is no text', new Uint8Array(63)],
    [
      'a token one letter shorter than the smallest leak',
      text(`token=${WORD.slice(0, 57)} and ${WORD.slice(0, 63)}`),
    ],
    [
      'JSON',
      text(
        JSON.stringify({
          event: 'start',
          version: '5.0.5',
          at: 1_550_300_000_123,
          size: [1080, 2340],
          ok: true,
        }),
      ),
    ],
    [
      'JSON in lines',
      text(
        JSON.stringify(
          { device: 'Pixel', list: ['one', 'two', 'three'], id: '123e4567-e89b-12d3-a456-426614174000' },
          null,
          2,
        ),
      ),
    ],
    ['a form', text('user=1&name=%E5%BC%A0%E4%B8%89&city=%E5%8C%97%E4%BA%AC&text=hello+world')],
    ['a few words of Chinese', text('{"title":"示例银行的账户页面"}')],
    ['prose', text('The quick brown fox jumps over the lazy dog. '.repeat(40))],
    ['a date and a time on every line', text('2019-02-16 10:20:30 started\n'.repeat(40))],
    ['blanks', text(' \r\n\t'.repeat(500))],
    ['a picture that was found, and its form', form(PAGE_BYTES)],
  ])('is none: %s', (_, body) => {
    const gaps = judge(bundleOf(upload(body, { host: 'any.example' }))).gaps.map(({ code }) => code);
    expect(gaps).not.toContain('opaque-body');
  });

  it.each([
    ['in the query', { url: `https://any.example/log?d=${SECRET.toString('base64url')}` }],
    ['in the path', { url: `https://any.example/${SECRET.toString('hex')}/pixel.gif` }],
    ['percent by percent', { url: `https://any.example/?d=${escape(SECRET.toString('latin1'))}` }],
    ['in a header', { requestHeaders: [['x-trace', SECRET.toString('base64')]] as const }],
    ['in a cookie', { requestHeaders: [['cookie', `id=1; s=${WORD.slice(0, 64)}`]] as const }],
  ])('may also be %s', (_, differs) => {
    const bundle = bundleOf(upload(new Uint8Array(), { host: 'any.example', ...differs }));
    expect(gapsOn(bundle, 'local-only')).toContain('opaque-body');
  });

  it.each([
    ['a long path of short names', { url: `https://any.example/${'folder/'.repeat(20)}index.html` }],
    ['many short values', { url: `https://any.example/?${'key=value&'.repeat(20)}` }],
    [
      'what every browser sends',
      {
        requestHeaders: [
          [
            'user-agent',
            'Mozilla/5.0 (Linux; Android 9; Pixel 3 Build/PQ1A.190105.004) AppleWebKit/537.36 (KHTML, like Gecko)',
          ],
          ['accept', 'text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8'],
        ] as const,
      },
    ],
  ])('is not %s', (_, differs) => {
    const bundle = bundleOf(upload(new Uint8Array(), { host: 'any.example', ...differs }));
    expect(gapsOn(bundle, 'local-only')).toEqual([]);
  });

  it('is not said of what goes to the harness’ own pages', () => {
    expect(gapsOn(bundleOf(upload(SECRET, { host: 'pages.telltale.test' })), 'local-only')).toEqual([]);
  });

  it('comes to an end for a long body of any shape', () => {
    for (const unit of ['a', 'a ', '1,', '0x', '%', '\\u00', 'aaaaaaaaaaaaaaaaaaaaaaaaa ', '-', '    ,'])
      expect(judge(bundleOf(upload(text(unit.repeat(20_000))))).claims).toHaveLength(7);
  });

  it('says that the sizes of what cannot be read go with those of the images, and is a gap all the same', () => {
    const following = judge(bundleOf(images, ...SIZES.map((bytes, at) => encrypted(bytes + 10, at))));
    expect(following.findings).toEqual([]);
    const gaps = following.gaps.filter(({ code }) => code === 'opaque-body');
    expect(gaps).toHaveLength(SIZES.length);
    for (const { because } of gaps)
      expect(because).toMatch(/a hint, and no finding: after 6 of \d images .* once in 2520 /);
  });

  it('says nothing of sizes that fit the images in another order', () => {
    const turned = [...SIZES].reverse();
    const { gaps } = judge(bundleOf(images, ...turned.map((bytes, at) => encrypted(bytes + 10, at))));
    expect(gaps.filter(({ because }) => because.includes('hint'))).toEqual([]);
  });
});

const SIZES = [3_000, 5_000, 4_000, 7_000, 6_000, 8_000];
const FIRST_MS = 100_000;

/** Six more images of one kind, a second after the other. */
const images: Change = (bundle) => {
  const [model] = bundle.stimuli;
  if (model === undefined || model.delivery.kind !== 'delivered')
    throw new Error('the clean run has no image');
  const { delivery } = model;
  const more = SIZES.map((bytes, at) => ({
    ...model,
    id: parseStimulusId(`more-${at}`),
    requested: { hostMs: FIRST_MS + at * 1_000 },
    delivery: { ...delivery, bytes, at: { hostMs: FIRST_MS + at * 1_000 + 100 } },
  }));
  return { ...bundle, stimuli: [...bundle.stimuli, ...more] };
};

function encrypted(bytes: number, at: number): Change {
  const startedMs = FIRST_MS + at * 1_000 + 500;
  return upload(Buffer.from(noise(50 + at, bytes)), { host: 'any.example', startedMs });
}
