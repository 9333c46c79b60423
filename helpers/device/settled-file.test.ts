import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettled, settledCommand } from './settled-file.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'telltale-settled-'));
});
afterAll(() => rm(directory, { recursive: true }));

/** As the phone says it, by programs of the same words. */
async function said(file: string): Promise<Buffer> {
  const ran = promisify(execFile)('sh', ['-c', settledCommand(file)], { encoding: 'buffer' });
  return await ran.then(
    ({ stdout }) => stdout,
    (error: { readonly stdout: Buffer }) => error.stdout,
  );
}

function look(size: number, hashed: Buffer, bytes: Buffer): Buffer {
  const hash = createHash('sha1').update(hashed).digest('hex');
  return Buffer.concat([Buffer.from(`${size}\n${hash}  -\n`), bytes]);
}

describe('a file that is looked at twice', () => {
  it('has settled when both looks show the same, whatever it holds', async () => {
    const bytes = Buffer.from('7\nnot a head\n\0\xff', 'latin1');
    const file = path.join(directory, "it's $(here).png");
    await writeFile(file, bytes);
    expect(readSettled(await said(file))).toEqual({ bytes, openings: 2 });
  });

  const [old, young] = [Buffer.from('half'), Buffer.from('whole')];
  it.each([
    ['grew between the looks', look(4, old, young), 2],
    ['changed in place', look(4, old, Buffer.from('Half')), 2],
    ['was cut off on the way', look(5, young, young.subarray(0, 4)), 2],
    ['went away after the first look', look(5, young, Buffer.alloc(0)), 1],
    ['is empty', look(0, Buffer.alloc(0), Buffer.alloc(0)), 1],
    ['holds what looks like a look, and nothing before it', Buffer.from('5\nno hash\n'), 0],
  ] as const)('has not settled when it %s', (_, stream, openings) => {
    expect(readSettled(stream)).toEqual({ bytes: undefined, openings });
  });

  it('that is not there was not opened', async () => {
    expect(readSettled(await said(path.join(directory, 'none')))).toEqual({ bytes: undefined, openings: 0 });
  });
});
