import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Place } from '../model/finding.ts';
import { parseArtifactId, parseFlowId, parseSha256, parseStimulusId } from '../model/ids.ts';
import { type Examined, findStimuli } from './find-stimuli.ts';
import { joined, noise, PNG_HEADER, png } from './images.fake.ts';
import { searchObject } from './search-object.ts';
import { targetOf } from './target.ts';

const hash = (bytes: Uint8Array) => parseSha256(createHash('sha256').update(bytes).digest('hex'));
const stimulus = (id: string, bytes: Uint8Array) => ({ id: parseStimulusId(id), sha256: hash(bytes), bytes });
const PAGE = stimulus('page', png(noise(1, 2_000)));
const PHOTO = stimulus('photo', png(noise(2, 2_000)));
const STIMULI = [PAGE, PHOTO];
const FILE: Place = { kind: 'artifact', artifact: parseArtifactId('a-1'), path: '/sdcard/x' };
const BODY: Place = { kind: 'flow', flow: parseFlowId('f-1'), part: 'request-body', host: 'up.jd.com' };

function examined(bytes: Uint8Array, place: Place = FILE): Examined {
  const channel = place.kind === 'flow' ? 'traffic' : 'app-external-storage';
  return { place, channel, sha256: hash(bytes), bytes, during: { fromMs: 1, toMs: 2 } };
}
const findAmong = (stimuli: typeof STIMULI, bytes: Uint8Array, place?: Place) =>
  findStimuli(searchObject(targetOf(stimuli), bytes, hash(bytes)).matches, examined(bytes, place));
const find = (bytes: Uint8Array, place?: Place) => findAmong(STIMULI, bytes, place);
const piece = ({ bytes }: { readonly bytes: Uint8Array }): Uint8Array =>
  bytes.subarray(PNG_HEADER.length + 8, PNG_HEADER.length + 408);

describe('finding stimuli', () => {
  it('says of a whole copy once what it is, not again that its bytes run there', () => {
    expect(find(PAGE.bytes)).toMatchObject([
      {
        detector: 'whole-content',
        stimulus: 'page',
        offset: 0,
        stimulusOffset: 0,
        length: PAGE.bytes.length,
      },
    ]);
  });

  it('says of a file with pieces of several what each is, and where', () => {
    expect(find(joined(noise(3, 99), piece(PHOTO), piece(PAGE)))).toMatchObject([
      {
        detector: 'literal-run',
        stimulus: 'page',
        offset: 499,
        stimulusOffset: PNG_HEADER.length + 8,
        length: 400,
      },
      {
        detector: 'literal-run',
        stimulus: 'photo',
        offset: 99,
        stimulusOffset: PNG_HEADER.length + 8,
        length: 400,
      },
    ]);
  });

  it('tells of a disguise last, in words that say how it is undone', () => {
    const large = stimulus('large', png(noise(7, 30_000)));
    const hidden = joined(
      noise(3, 500),
      large.bytes.map((byte, at) => byte ^ (at % 2 === 0 ? 0x11 : 0x22)),
    );
    const [finding, ...more] = findAmong([large], hidden);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ detector: 'disguised-run', stimulus: 'large', offset: 500 });
    expect(finding?.chain.at(-1)).toMatch(/^XORed with a repeating key \(0x(1122|2211)\)$/);
    expect(finding?.why).toMatch(/are in the file \/sdcard\/x, XORed with a repeating key/);
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['something else', noise(9, 3_000)],
  ])('finds none in %s', (_, bytes) => expect(find(bytes)).toEqual([]));

  it('finds none in an empty file, even when a stimulus was delivered empty', () => {
    const empty = [stimulus('empty', new Uint8Array())];
    expect(findAmong(empty, new Uint8Array())).toEqual([]);
  });

  it.each([
    ['a file', FILE, 'app-external-storage', '/sdcard/x'],
    ['a body', BODY, 'traffic', 'up.jd.com'],
  ])('points at %s: place, channel, time and hash, in words that name it', (_, place, channel, name) => {
    const bytes = joined(noise(3, 99), piece(PAGE));
    const [finding, ...more] = find(bytes, place);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      place,
      channel,
      sha256: hash(bytes),
      during: { fromMs: 1, toMs: 2 },
      chain: [],
    });
    expect(finding?.why).toContain(name);
    expect(finding?.why).toContain('page');
  });

  it('points at bytes that are those of the stimulus', () => {
    const bytes = joined(noise(3, 1_234), piece(PHOTO), noise(4, 56));
    const [finding] = find(bytes);
    if (finding === undefined) expect.unreachable('nothing was found');
    const { offset, stimulusOffset, length } = finding;
    expect(bytes.subarray(offset, offset + length)).toEqual(
      Buffer.from(PHOTO.bytes.subarray(stimulusOffset, stimulusOffset + length)),
    );
  });
});
