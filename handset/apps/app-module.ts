import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { tsImport } from 'tsx/esm/api';
import type { App } from '../parts.ts';
import { checkApp } from './app-shape.ts';

/**
 * Loads apps from files outside of the project, TypeScript or JavaScript, each the default export of its file. Rejects
 * with everything that is wrong with all of them. A module runs with the rights of this process: it is the user's own.
 */
export async function loadAppModules(files: readonly string[]): Promise<readonly App[]> {
  const apps: App[] = [];
  const refusals: string[] = [];
  for (const file of files) {
    const checked = await load(file).then(checkApp, (error: unknown) => ({
      kind: 'misshapen' as const,
      complaints: [`it could not be loaded: ${error instanceof Error ? error.message : String(error)}`],
    }));
    if (checked.kind === 'app') apps.push(checked.app);
    else
      refusals.push(
        `--app-module=${file} is no app:\n${checked.complaints.map((one) => `  ${one}`).join('\n')}`,
      );
  }
  if (refusals.length > 0) {
    throw new Error(
      `${refusals.join('\n')}\nMend this; handset/apps/README.md shows a complete app in one file.`,
    );
  }
  return apps;
}

/** By tsx, so that a file may be TypeScript wherever it lies; which file it is only the command line knows. */
async function load(file: string): Promise<unknown> {
  const { default: exported } = await tsImport(pathToFileURL(path.resolve(file)).href, import.meta.url);
  // A file in no package of type "module" becomes CommonJS, whose exports are the default of the module.
  return isObject(exported) && '__esModule' in exported ? exported.default : exported;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
