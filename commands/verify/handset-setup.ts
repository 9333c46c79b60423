import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { HarnessError } from '../../helpers/model/harness-error.ts';

const NAME = 'handset.yaml';

const setup = z.strictObject({
  /** Files whose default export is an app of the simulated phone, and hosts of its internet. */
  appModules: z.array(z.string().min(1)).default([]),
  internetModules: z.array(z.string().min(1)).default([]),
});

/**
 * What the simulated phone must be started with to have the app of a profile on it: a `handset.yaml` beside the profile
 * says so. None is needed for what is on that phone anyway, nor on a real one.
 */
export async function handsetSetup(profileDirectory: string): Promise<readonly string[]> {
  const file = path.join(profileDirectory, NAME);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw invalid(file, error.message);
  });
  if (text === undefined) return [];
  const document = parseDocument(text, { schema: 'failsafe' });
  const [broken] = document.errors;
  if (broken !== undefined) throw invalid(file, broken.message);
  const parsed = setup.safeParse(document.toJS());
  if (!parsed.success) throw invalid(file, z.prettifyError(parsed.error));
  const at = (name: string): string => path.resolve(profileDirectory, name);
  return [
    ...parsed.data.appModules.map((name) => `--app-module=${at(name)}`),
    ...parsed.data.internetModules.map((name) => `--internet-module=${at(name)}`),
  ];
}

function invalid(file: string, why: string): HarnessError {
  return new HarnessError('PROFILE_INVALID', {
    what: `${file} does not say what the simulated phone needs`,
    why,
    remedy:
      'list files of apps under appModules and of hosts under internetModules; see apps/wren/handset.yaml',
  });
}
