import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generate } from '../../bench/leaks/generate.ts';
import type { LeakClass } from '../../bench/leaks/leak.ts';
import { score } from '../../bench/leaks/score.ts';

const FONT = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');
const PROJECT = path.join(import.meta.dirname, '..', '..');
/** What has to be found, all of it: the other classes wait for their detectors. */
const FOUND: readonly LeakClass[] = ['substring', 'encoded', 'disguised', 'derived'];

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'telltale-detect-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function detect(...options: readonly string[]) {
  const argv = ['--import', 'tsx', path.join(PROJECT, 'commands/detect.ts'), ...options];
  return await promisify(execFile)(process.execPath, argv).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

describe('npm run detect', () => {
  it('finds the leaks of a small LeakBench, names no other image, and takes nothing else for one', async () => {
    const { rows } = await generate(path.join(directory, 'leaks'), { seed: 'gate', count: 4, each: 1 });
    const [stimuli, artifacts, out] = ['stimuli', 'artifacts', 'found.json'].map((name) =>
      path.join(directory, 'leaks', name),
    );
    const ran = await detect(
      '--stimuli',
      `${stimuli}`,
      '--artifacts',
      `${artifacts}`,
      '--out',
      `${out}`,
      '--explain',
    );
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const { classes } = score(rows, JSON.parse(await readFile(`${out}`, 'utf8')));
    for (const one of classes) {
      expect({ ...one }).toMatchObject({ wrongNames: 0, falseHits: 0 });
      if (FOUND.includes(one.class)) expect(one.found, one.class).toBe(one.rows);
    }
    const { findings } = JSON.parse(
      await readFile(path.join(directory, 'leaks', 'found.findings.json'), 'utf8'),
    );
    expect(findings[0]).toMatchObject({
      artifact: expect.any(String),
      why: expect.stringContaining('stimulus-0'),
    });
  });

  it('leaves out what it could not look through, says so, and exits with 2', async () => {
    const folder = path.join(directory, 'odd');
    await mkdir(path.join(folder, '深/目 录'), { recursive: true });
    await cp(path.join(directory, 'leaks/stimuli'), path.join(directory, 'stimuli'), { recursive: true });
    await cp(path.join(directory, 'stimuli/stimulus-00.png'), path.join(folder, '深/目 录/\u001b[31m\n.png'));
    await writeFile(path.join(folder, 'empty'), '');
    await symlink('/etc/passwd', path.join(folder, 'link'));
    const out = path.join(directory, 'odd.json');
    const ran = await detect(
      '--stimuli',
      path.join(directory, 'stimuli'),
      '--artifacts',
      folder,
      '--out',
      out,
    );
    expect(ran.code).toBe(2);
    expect(ran.stdout).toContain('not looked through: link: it is a link');
    expect(ran.stdout).not.toContain('\u001b');
    expect(JSON.parse(await readFile(out, 'utf8'))).toEqual({
      '深/目 录/\u001b[31m\n.png': ['stimulus-00'],
      empty: [],
    });
  });

  it('finds a number that an app wrote into a picture of its own, when it is told to read', async () => {
    const folder = await mkdtemp(path.join(directory, 'read-'));
    const written = (text: string): Promise<Buffer> =>
      sharp({ text: { text, font: 'DejaVu Sans', fontfile: FONT, dpi: 150, rgba: false } })
        .extend({ top: 20, bottom: 20, left: 20, right: 20, background: 'black' })
        .negate()
        .png()
        .toBuffer();
    await mkdir(path.join(folder, 'stimuli'));
    await writeFile(path.join(folder, 'stimuli', 'a'), 'an image of another form');
    const listed = [{ id: 'a', file: 'a', canaries: [{ kind: 'digits', value: '6217009197515717959' }] }];
    await writeFile(path.join(folder, 'stimuli', 'stimuli.json'), JSON.stringify(listed));
    await mkdir(path.join(folder, 'files'));
    await writeFile(path.join(folder, 'files', 'own.png'), await written('6217 0091 9751 5717 959'));
    await writeFile(path.join(folder, 'files', 'other.png'), await written('6217 0091 9751 5717 958'));
    const out = path.join(folder, 'out.json');
    const options = ['--stimuli', path.join(folder, 'stimuli'), '--artifacts', path.join(folder, 'files')];
    const found = async (...more: readonly string[]): Promise<unknown> => {
      await detect(...options, '--out', out, ...more);
      return JSON.parse(await readFile(out, 'utf8'));
    };
    expect(await found('--read-text')).toEqual({ 'own.png': ['a'], 'other.png': [] });
    expect(await found()).toEqual({ 'own.png': [], 'other.png': [] });
  });

  it.each([
    ['a list with a bad field', '[{"id":"a"}]', 'file'],
    ['two of one name', '[{"id":"a","file":"stimuli.json"},{"id":"a","file":"stimuli.json"}]', 'two stimuli'],
    ['a file that is not there', '[{"id":"a","file":"none.png"}]', 'none.png'],
    ['no JSON', 'stimuli', 'JSON'],
  ])('refuses %s with what is wrong', async (_name, list, told) => {
    const folder = await mkdtemp(path.join(directory, 'bad-'));
    await writeFile(path.join(folder, 'stimuli.json'), list);
    const ran = await detect(
      '--stimuli',
      folder,
      '--artifacts',
      folder,
      '--out',
      path.join(folder, 'out.json'),
    );
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain(told);
  });
});
