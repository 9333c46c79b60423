import { loadBundle } from '../../helpers/evidence/load.ts';
import { readVerdicts, writeVerdicts } from '../../helpers/evidence/verdicts-file.ts';
import type { Bundle } from '../../helpers/model/bundle.ts';
import { byTurns } from '../../helpers/model/steps.ts';
import type { Judgement } from '../../helpers/model/verdict.ts';
import { openTextReader } from '../../helpers/reading/open-text-reader.ts';
import { judging } from '../../helpers/verdicts/judge.ts';
import { judgementJson } from '../../helpers/verdicts/judgement-json.ts';

export interface JudgedBundle {
  readonly bundle: Bundle;
  readonly judgement: Judgement;
}

/**
 * Loads a run's bundle, its seal included, with what the worker judged of it. Judges it here when the worker did not: it was lost,
 * or what it judged is not what lies here now. Judging is a pure function, and takes half a minute for a full matrix.
 */
export async function judgedBundle(directory: string): Promise<JudgedBundle> {
  const bundle = await loadBundle(directory);
  const made = await madeBefore(directory, bundle);
  if (made !== undefined) return { bundle, judgement: made };
  const judgement = await byTurns(judging(bundle, await openTextReader()));
  await writeVerdicts(directory, judgementJson(judgement));
  return { bundle, judgement };
}

/** The verdicts in the directory, if they are of this very bundle: sealed, whole, and named by its manifest. */
async function madeBefore(directory: string, { run, seal }: Bundle): Promise<Judgement | undefined> {
  const text = (await readVerdicts(directory))?.toString();
  if (text === undefined || seal.kind !== 'sealed') return undefined;
  const made = parsed(text);
  const isOfIt = made?.run === run.id && made.manifestSha256 === seal.manifestSha256;
  return isOfIt && judgementJson(made) === text ? made : undefined;
}

function parsed(text: string): Judgement | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // It is judged anew, and written over.
  }
}
