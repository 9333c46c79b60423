import path from 'node:path';

/** The directories that the command makes for its phones begin like this. */
export const PHONE_DIRECTORY = 'telltale-handset-';

/** The control socket in the directory of a phone. The port is in its name, so that a phone is found by it. */
export function controlSocket(directory: string, port: number): string {
  return path.join(directory, `control-${port}.sock`);
}
