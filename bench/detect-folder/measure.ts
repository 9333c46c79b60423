import { execFile, spawn } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { memoryOf } from '../proxy/process-memory.ts';

export interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** All threads of the one process. */
  readonly peakMegabytes: number;
  readonly gaps: number;
}

interface Told {
  readonly directory: string;
  readonly folder: string;
  readonly out: string;
  readonly workers: string | undefined;
}

const PROJECT = path.dirname(path.dirname(import.meta.dirname));
const LOOK_MS = 100;

/** Runs `npm run detect` on a folder. */
export async function measureDetect({ directory, folder, out, workers }: Told): Promise<Measured> {
  const argv = [
    ...['--import', 'tsx', path.join(PROJECT, 'commands/detect.ts')],
    ...['--stimuli', path.join(directory, 'stimuli'), '--artifacts', folder, '--out', out],
    ...(workers === undefined ? [] : ['--workers', workers]),
  ];
  const beganMs = Date.now();
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  let used = { cpuSeconds: 0, peakMegabytes: 0 };
  const timer = setInterval(() => {
    const now = usedBy(child.pid);
    if (now !== undefined) used = { ...now, peakMegabytes: Math.max(now.peakMegabytes, used.peakMegabytes) };
  }, LOOK_MS);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(timer);
  // 2: some file could not be looked through, which is counted.
  if (code !== 0 && code !== 2) throw new Error(`detect exited with ${code}: ${output}`);
  const shown = [...output.matchAll(/^not looked through: (?!and )/gm)].length;
  const more = /^not looked through: and (\d+) more/m.exec(output)?.[1];
  return { seconds: (Date.now() - beganMs) / 1000, ...used, gaps: shown + Number(more ?? 0) };
}

/** `undefined` once it has ended. */
function usedBy(pid: number | undefined): Pick<Measured, 'cpuSeconds' | 'peakMegabytes'> | undefined {
  try {
    const memory = memoryOf(pid ?? 0);
    return { cpuSeconds: memory.cpuSeconds(), peakMegabytes: memory.peakMegabytes() };
  } catch {
    return undefined;
  }
}

/** How many files and bytes a folder has, and how long one process takes to hash them. */
export async function measureHashing(
  folder: string,
): Promise<{ readonly files: number; readonly megabytes: number; readonly hashingSeconds: number }> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) =>
    one.isFile(),
  );
  let bytes = 0;
  for (const { name, parentPath } of names) bytes += (await stat(path.join(parentPath, name))).size;
  const beganMs = Date.now();
  await promisify(execFile)('sh', ['-c', 'find "$0" -type f -exec sha256sum {} + > /dev/null', folder]);
  return {
    files: names.length,
    megabytes: bytes / (1024 * 1024),
    hashingSeconds: (Date.now() - beganMs) / 1000,
  };
}
