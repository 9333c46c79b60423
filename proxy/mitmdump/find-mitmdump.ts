import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import path from 'node:path';

export interface Mitmdump {
  /** Where it is. */
  readonly program: string;
  readonly version: string;
}

/** The first mitmdump on a search path that says its version; undefined where there is none. */
export async function findMitmdump(searchPath: string): Promise<Mitmdump | undefined> {
  for (const directory of searchPath.split(path.delimiter).filter(path.isAbsolute)) {
    const program = path.join(directory, 'mitmdump');
    const version = (await executable(program)) ? await versionOf(program) : undefined;
    if (version !== undefined) return { program, version };
  }
  return undefined;
}

async function executable(file: string): Promise<boolean> {
  return await access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function versionOf(program: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, ['--version'], { timeout: 20_000 }, (_, said) =>
      resolve(/^Mitmproxy: +(\d\S*)/m.exec(said)?.[1]),
    );
  });
}
