import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createByteReader } from './byte-reader.ts';

describe('taking bytes from a stream', () => {
  it('gives exact numbers of bytes, across and within chunks', async () => {
    const stream = new PassThrough();
    const reader = createByteReader(stream);
    stream.write('abc');
    stream.write('defgh');
    stream.end('i');
    expect((await reader.take(2)).toString()).toBe('ab');
    expect((await reader.take(0)).toString()).toBe('');
    expect((await reader.take(5)).toString()).toBe('cdefg');
    expect((await reader.take(2)).toString()).toBe('hi');
  });

  it('waits for bytes that come later', async () => {
    const stream = new PassThrough();
    const taken = createByteReader(stream).take(4);
    stream.write('ab');
    setImmediate(() => stream.write('cd'));
    expect((await taken).toString()).toBe('abcd');
  });

  it('says how many bytes were missing when the stream ends before', async () => {
    const stream = new PassThrough();
    stream.end('abc');
    await expect(createByteReader(stream).take(8)).rejects.toThrow('5 bytes early');
  });
});
