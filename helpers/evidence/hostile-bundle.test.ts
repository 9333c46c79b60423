import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sha256 } from '../model/ids.ts';
import { loadBundle } from './load.ts';
import { objectPath } from './object-store.ts';
import { createBundle, openRecorder } from './record.ts';
import { RUN } from './run-record.fake.ts';
import { sealBundle } from './seal.ts';
import { loadSigner } from './signing-key.ts';
import { writeVerdicts } from './verdicts-file.ts';

let home: string;
let directory: string;
let object: Sha256;
const file = (name: string): string => path.join(directory, name);
const GOOD = '{"kind":"act","at":{"hostMs":1},"what":"fine"}\n';

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'hostile-test-'));
  directory = path.join(home, 'bundle');
  await createBundle(directory);
  const recorder = await openRecorder(directory);
  await recorder.writeRun(RUN);
  object = await recorder.storeObject(Buffer.from('pixels'));
  await recorder.close();
});

afterEach(() => rm(home, { recursive: true, force: true }));

describe('a line file', () => {
  it('cut off at every byte loads up to its last whole line and says so', async () => {
    const whole = Buffer.from(GOOD.repeat(3).replaceAll('fine', '京东'));
    for (let length = 0; length < whole.length; length++) {
      await writeFile(file('timeline.jsonl'), whole.subarray(0, length));
      const { timeline, damage } = await loadBundle(directory);
      const newlines = whole.subarray(0, length).filter((byte) => byte === 0x0a).length;
      const atEnd = length === 0 || whole[length - 1] === 0x0a;
      expect(timeline).toHaveLength(newlines);
      expect(damage.map((one) => one.line)).toEqual(atEnd ? [] : [newlines + 1]);
    }
  });

  it.each([
    ['a field of another type', '{"kind":"act","at":{"hostMs":"1"},"what":2}', /at\.hostMs.*what/],
    ['an unknown kind', '{"kind":"nope"}', /kind/],
    ['no kind', '{}', /kind/],
    ['an unknown field', '{"kind":"act","at":{"hostMs":1},"what":"","more":1}', /more/],
    [
      'a bad id',
      '{"kind":"stimulus-settled","at":{"hostMs":1},"stimulus":"../x"}',
      /stimulus: not a stimulus/,
    ],
    [
      'an unknown code',
      '{"kind":"fault","at":{"hostMs":1},"code":"X","what":"","why":"","remedy":""}',
      /code/,
    ],
    ['a number that JSON cannot hold', '{"kind":"act","at":{"hostMs":1e999},"what":""}', /hostMs/],
    ['a prototype as a field', '{"kind":"act","at":{"hostMs":1},"what":"","__proto__":{"x":1}}', /__proto__/],
    ['a list', '[]', /the line/],
    ['nothing', '', /not JSON/],
    ['NUL bytes', '\u0000\u0000', /not JSON/],
    ['nesting without end', '['.repeat(200_000), /not JSON/],
    ['deep nesting', `${'['.repeat(200_000)}${']'.repeat(200_000)}`, /the line/],
    ['a huge line', `"${'x'.repeat(5 * 1024 * 1024)}"`, /more than 4194304/],
  ])('with %s loses that line only, and says why', async (_, line, because) => {
    await writeFile(file('timeline.jsonl'), `${GOOD}${line}\n${GOOD}`);
    const { timeline, damage } = await loadBundle(directory);
    expect(timeline).toHaveLength(2);
    expect(damage).toEqual([{ file: 'timeline.jsonl', line: 2, because: expect.stringMatching(because) }]);
    expect({}).not.toHaveProperty('x');
  });

  it('that is not UTF-8 is not taken for something else', async () => {
    await writeFile(file('timeline.jsonl'), Buffer.from(GOOD.replace('fine', '\u00ff'), 'latin1'));
    expect((await loadBundle(directory)).damage).toHaveLength(1);
  });

  it('of nothing but bad lines is reported within bounds', async () => {
    await writeFile(file('timeline.jsonl'), 'x\n'.repeat(5_000));
    const { damage } = await loadBundle(directory);
    expect(damage).toHaveLength(201);
    expect(damage.at(-1)?.because).toBe('4800 more lines are bad');
  });
});

describe('a bundle', () => {
  it.each([
    ['without a line file', () => rm(file('flows.jsonl')), 'flows.jsonl'],
    ['with a file that it does not have', () => writeFile(file('notes.txt'), ''), 'notes.txt'],
    ['with a directory that it does not have', () => mkdir(file('more')), 'more'],
    [
      'that refers to a missing object',
      async () => {
        const content = { kind: 'stored', sha256: '0'.repeat(64), bytes: 1 };
        const line = {
          id: 'a',
          path: '/x',
          reach: 'shared-storage',
          event: 'created',
          pass: 1,
          seenMs: 1,
          content,
        };
        await appendFile(file('artifacts.jsonl'), `${JSON.stringify(line)}\n`);
      },
      `objects/00/${'0'.repeat(62)}`,
    ],
  ])('%s says so', async (_, change, name) => {
    await change();
    expect((await loadBundle(directory)).damage.map((one) => one.file)).toContain(name);
  });

  const links: readonly (readonly [string, string])[] = [
    ['timeline.jsonl', '/dev/zero'],
    ['notes', '/etc'],
  ];

  it.each(links)('does not follow a link at %s to %s', async (name, target) => {
    await rm(file(name), { force: true });
    await symlink(target, file(name));
    expect((await loadBundle(directory)).damage.some((one) => one.file === name)).toBe(true);
  });

  it('does not wait for a pipe', async () => {
    await rm(file('timeline.jsonl'));
    execFileSync('sh', ['-c', 'mkfifo "$0"', file('timeline.jsonl')]);
    expect((await loadBundle(directory)).damage.map((one) => one.file)).toContain('timeline.jsonl');
  });

  it('does not read an object through a link, nor through a linked directory', async () => {
    const stored = objectPath(directory, object);
    await writeFile(path.join(home, 'pixels'), 'pixels');
    await rm(stored);
    await symlink(path.join(home, 'pixels'), stored);
    expect((await loadBundle(directory)).contentOf(object)).toBeUndefined();
    await rm(path.dirname(stored), { recursive: true });
    await mkdir(path.join(home, 'elsewhere'));
    await writeFile(path.join(home, 'elsewhere', path.basename(stored)), 'pixels');
    await symlink(path.join(home, 'elsewhere'), path.dirname(stored));
    expect((await loadBundle(directory)).contentOf(object)).toBeUndefined();
  });

  it.each(['', 'null', '[]', '{"formatVersion":2}', '{'])('whose run.json is %j is refused', async (text) => {
    await writeFile(file('run.json'), text);
    await expect(loadBundle(directory)).rejects.toMatchObject({ code: 'BUNDLE_INVALID' });
  });

  it('of another format is not called damaged: it names the version that reads it', async () => {
    const recorded = { formatVersion: 1, tools: { telltale: '0.1.0 abc' } };
    await writeFile(file('run.json'), JSON.stringify(recorded));
    await expect(loadBundle(directory)).rejects.toMatchObject({
      code: 'BUNDLE_INVALID',
      why: expect.stringMatching(/format 1.*format 2/),
      remedy: expect.stringContaining('0.1.0 abc'),
    });
  });

  it('whose run.json has bad fields is refused with each of them', async () => {
    await writeFile(
      file('run.json'),
      JSON.stringify({ ...RUN, startedMs: 'x', id: 4, device: { ...RUN.device, sdk: -1 } }),
    );
    await expect(loadBundle(directory)).rejects.toMatchObject({
      why: expect.stringMatching(/id.*startedMs.*device\.sdk/s),
    });
  });
});

describe('a seal', () => {
  const NAMES = ['run.json', 'timeline.jsonl', 'commands.jsonl', 'stimuli.jsonl'];
  const MORE = ['artifacts.jsonl', 'flows.jsonl', 'counters.jsonl', 'manifest.json', 'manifest.sig'];

  beforeEach(async () => {
    for (const name of NAMES.slice(1)) await writeFile(file(name), '{}\n');
    await sealBundle(directory, await loadSigner(path.join(home, 'key.pem')));
  });

  it.each([...NAMES, ...MORE])('breaks over a byte more in %s, and over its absence', async (name) => {
    const before = await readFile(file(name));
    // In front: a space at the end would leave the signature file as valid as it was.
    await writeFile(file(name), Buffer.concat([Buffer.from(name === 'run.json' ? ' ' : 'x'), before]));
    expect((await loadBundle(directory)).seal.kind).toBe('broken');
    if (name === 'run.json' || name === 'manifest.json') return;
    await rm(file(name));
    expect((await loadBundle(directory)).seal.kind).toBe('broken');
  });

  it('breaks over a changed object', async () => {
    await writeFile(objectPath(directory, object), 'pixelz');
    expect((await loadBundle(directory)).seal).toMatchObject({ because: expect.stringContaining('changed') });
  });

  it('is that of the key that made it: another key cannot sign the manifest unseen', async () => {
    const other = await loadSigner(path.join(home, 'other.pem'));
    const signature = JSON.parse(await readFile(file('manifest.sig'), 'utf8'));
    await writeFile(file('manifest.sig'), JSON.stringify({ ...signature, publicKey: other.publicKeyPem }));
    expect((await loadBundle(directory)).seal.kind).toBe('broken');
  });

  it('holds after verdicts were written, and over a writing that was cut off', async () => {
    await writeVerdicts(directory, '{}');
    await writeFile(file('verdicts.json.77'), '{');
    const { seal, damage } = await loadBundle(directory);
    expect(seal.kind).toBe('sealed');
    expect(damage.filter((one) => one.file.startsWith('verdicts'))).toEqual([]);
  });

  it('is not put on a bundle with a link in it', async () => {
    await symlink('/etc', file('more'));
    const signer = await loadSigner(path.join(home, 'key.pem'));
    await expect(sealBundle(directory, signer)).rejects.toMatchObject({ code: 'BUNDLE_INVALID' });
  });
});

describe('the signing key', () => {
  it('is readable by its owner only, and is one even when many ask at once', async () => {
    const key = path.join(home, 'new', 'key.pem');
    const signers = await Promise.all(Array.from({ length: 8 }, () => loadSigner(key)));
    expect(new Set(signers.map((one) => one.publicKeyPem)).size).toBe(1);
    expect((await stat(key)).mode & 0o777).toBe(0o600);
  });

  it('that is not one is refused with what to do', async () => {
    await writeFile(path.join(home, 'bad.pem'), 'not a key');
    await expect(loadSigner(path.join(home, 'bad.pem'))).rejects.toMatchObject({ code: 'USAGE' });
  });
});
