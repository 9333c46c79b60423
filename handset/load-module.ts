import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { tsImport } from 'tsx/esm/api';

/**
 * The default export of a file outside of the project, TypeScript or JavaScript. It runs with the rights of this
 * process: it is the user's own.
 */
export async function loadDefault(file: string): Promise<unknown> {
  // By tsx, so that a file may be TypeScript wherever it lies; which file it is only the command line knows.
  const { default: exported } = await tsImport(pathToFileURL(path.resolve(file)).href, import.meta.url);
  // A file in no package of type "module" becomes CommonJS, whose exports are the default of the module.
  return isObject(exported) && '__esModule' in exported ? exported.default : exported;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
