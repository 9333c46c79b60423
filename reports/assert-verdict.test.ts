import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Verdict } from '../helpers/model/verdict.ts';
import { reportToAllure } from './allure-reporter.fake.ts';
import { assertVerdict } from './assert-verdict.ts';
import { FLOW, finding, hash, inconclusive, NOT_APPLICABLE, UPHELD, violated } from './fixtures.fake.ts';

const FOUND = finding(hash(Buffer.from('x')), {
  kind: 'flow',
  flow: FLOW,
  part: 'request-body',
  host: 'up.example',
});

function thrownBy(verdict: Verdict): Error | undefined {
  try {
    assertVerdict(verdict);
    return undefined;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

/** The status that the installed reporter writes to disk for each error. */
async function statusesOf(directory: string, errors: readonly Error[]): Promise<readonly string[]> {
  await reportToAllure(
    directory,
    errors.map((error, at) => ({ title: `test ${at}`, error })),
  );
  const files = (await readdir(directory)).filter((file) => file.endsWith('-result.json'));
  const results = await Promise.all(
    files.map(async (file) => JSON.parse(await readFile(path.join(directory, file), 'utf8'))),
  );
  return errors.map((_, at) => results.find((one) => one.name === `test ${at}`)?.status);
}

describe('how a verdict ends a test', () => {
  it.each([UPHELD, NOT_APPLICABLE])('returns for $kind', (verdict) => {
    expect(thrownBy(verdict)).toBeUndefined();
  });

  it("throws node's assertion error for a violation, with nothing to be replaced by a diff", () => {
    const error = thrownBy(violated(FOUND));
    expect(error).toMatchObject({ name: 'AssertionError', code: 'ERR_ASSERTION' });
    expect(error).toHaveProperty('expected', undefined);
    expect(error).toHaveProperty('actual', undefined);
  });

  it('names the codes of the gaps', () => {
    expect(thrownBy(inconclusive('nothing tried it'))?.message).toContain('[not-exercised] nothing tried it');
  });

  it('never says the word that the reporter takes for a failure, whatever the why is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('Expect', 'EXPECT', 'ex', 'pect', '\u001b[0m', ' ', 'K', 'ſ')),
        (words) => {
          const error = thrownBy(inconclusive(words.join('')));
          const said = `${error?.name}\n${error?.message}\n${error?.stack}`.toLowerCase();
          expect(said).not.toContain('expect');
          expect(said).not.toContain('assert');
        },
      ),
    );
  });
});

describe('what the installed Allure reporter makes of it', () => {
  const undecided = [
    'nothing tried it',
    'unexpected: AssertionError',
    'AssertionError: expected 1',
    'ex\u001b[0mpect',
  ];
  let directory: string;
  let statuses: readonly string[];

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'allure-status-'));
    const errors = [violated(FOUND), ...undecided.map((why) => inconclusive(why))]
      .map(thrownBy)
      .filter((error) => error !== undefined);
    // A control: the same words in a plain error, which the reporter does take for a failure.
    statuses = await statusesOf(directory, [...errors, new Error('unexpected')]);
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('shows a violation as failed', () => {
    expect(statuses[0]).toBe('failed');
  });

  it.each(undecided.map((why, at) => ({ why, at })))('shows "$why" as broken when undecided', ({ at }) => {
    expect(statuses[at + 1]).toBe('broken');
  });

  it('would have shown such words as failed in a plain error', () => {
    expect(statuses.at(-1)).toBe('failed');
  });
});
