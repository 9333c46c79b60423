import { describe, expect, it } from 'vitest';
import { withAndroidMessages } from './mksh-messages.ts';

/** What matters of the program: code that writes a mark, code that writes another text, and the texts. */
function program(): Buffer {
  const texts = Buffer.from('E: \0inaccessible or not found\0abc\0');
  const code = Buffer.alloc(24);
  for (const [at, text] of [
    [0, 0],
    [12, texts.indexOf('abc')],
  ] as const) {
    Buffer.from([0xbe, 3, 0, 0, 0, 0x48, 0x8d, 0x3d]).copy(code, at);
    code.writeInt32LE(code.length - at - 12 + text, at + 8);
  }
  return Buffer.concat([code, texts]);
}

describe('the messages of the shell', () => {
  it('lose their marks, and no other text of that length', () => {
    const { program: patched, marked } = withAndroidMessages(program(), 30);
    expect(marked).toBe(false);
    expect(patched.readUInt32LE(1)).toBe(0);
    expect(patched.readUInt32LE(13)).toBe(3);
  });

  it('of a missing command are those of the version', () => {
    const text = (api: number): string =>
      withAndroidMessages(program(), api).program.toString('latin1', 28, 53);
    expect(text(30)).toBe('inaccessible or not found');
    expect(text(28).split('\0')[0]).toBe('not found');
  });

  it('keep them where nothing is found that writes them, which is then said', () => {
    expect(withAndroidMessages(Buffer.from('code E: \0 text'), 30).marked).toBe(true);
  });

  it('have none where the program has none', () => {
    expect(withAndroidMessages(Buffer.from('another release'), 30).marked).toBe(false);
  });
});
