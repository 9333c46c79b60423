import { describe, expect, it } from 'vitest';
import { answerMark, createHearing } from './hearing.ts';

const MARK = 'O1';
const PICTURES = '/data/media/0/Pictures';
const OWN = '/data/local/tmp/telltale-1-openings';
const event = (text: string): string => `${MARK} 1550283310.123456 ${text}\n`;
const opened = (directory: string, name: string): string => event(`r\t${directory}\t${name}`);

function hearing(): { readonly heard: ReturnType<typeof createHearing>; say(text: string): void } {
  const heard = createHearing(MARK, [PICTURES, OWN]);
  return { heard, say: (text) => heard.push(Buffer.from(text)) };
}

describe('what is heard of a watch of openings', () => {
  it('is handed out once, in order, with names that came in pieces', () => {
    const { heard } = hearing();
    const bytes = Buffer.from(opened(PICTURES, '截屏.png') + opened(PICTURES, 'b.png'));
    for (const byte of bytes) heard.push(Buffer.from([byte]));
    expect(heard.take().events.map(({ name }) => name)).toEqual(['截屏.png', 'b.png']);
    expect(heard.take()).toEqual({ events: [], lost: false });
  });

  it('tells an answer of the script from an event, also within a name with a line break', () => {
    const { heard, say } = hearing();
    say(`${event(`r\t${PICTURES}\ta`)}${answerMark(MARK)} 1550283311.500000 beat-1\n${event('b.png')}`);
    expect(heard.answer('beat-1')).toMatchObject({ deviceMs: 1_550_283_311_500 });
    expect(heard.answer('beat-2')).toBeUndefined();
    expect(heard.take().events.map(({ name }) => name)).toEqual(['a\nb.png']);
  });

  it('knows a beat by its directory and name, not by a file that is called like one', () => {
    const { heard, say } = hearing();
    say(opened(PICTURES, 'beat-1'));
    expect(heard.opened(OWN, 'beat-1')).toBe(false);
    say(opened(OWN, 'beat-1'));
    expect(heard.opened(OWN, 'beat-1')).toBe(true);
  });

  it('stays incomplete once events were lost: nobody knows which', () => {
    const { heard, say } = hearing();
    say(event('o\t(null)'));
    expect(heard.take().lost).toBe(true);
    say(opened(PICTURES, 'a.png'));
    expect(heard.take()).toMatchObject({ events: [{ name: 'a.png' }], lost: true });
  });
});
