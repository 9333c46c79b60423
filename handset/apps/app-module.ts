import type { App } from '../app-parts.ts';
import { loadDefault } from '../load-module.ts';
import { checkApp } from './app-shape.ts';

/**
 * Loads apps from files outside of the project, TypeScript or JavaScript, each the default export of its file. Rejects
 * with everything that is wrong with all of them. A module runs with the rights of this process: it is the user's own.
 */
export async function loadAppModules(files: readonly string[]): Promise<readonly App[]> {
  const apps: App[] = [];
  const refusals: string[] = [];
  for (const file of files) {
    const checked = await loadDefault(file).then(checkApp, (error: unknown) => ({
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
