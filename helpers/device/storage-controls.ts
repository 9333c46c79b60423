import type { Artifact, Reach } from '../model/artifact.ts';
import type { Adb } from './adb.ts';
import type { RecordingSink } from './recording-sink.ts';
import { shellQuote } from './shell-quote.ts';
import type { Superuser } from './superuser.ts';
import { SHARED_STORAGE } from './watch-roots.ts';

/** A file that the harness plants where the target could put one: the watcher must find it. */
export interface PlantedControl {
  readonly reach: Reach;
  readonly path: string;
  readonly content: string;
  /** Set when it could not be planted; says why in the phone's words. */
  readonly failed?: string;
}

interface ControlParts {
  readonly adb: Adb;
  readonly superuser: Superuser | undefined;
  readonly packageName: string;
  readonly sink: RecordingSink;
}

/** Plants one control on each storage channel. `nonce` makes their names and contents unique to the run. */
export async function plantStorageControls(
  parts: ControlParts,
  nonce: string,
): Promise<readonly PlantedControl[]> {
  const name = `telltale-control-${nonce}`;
  const planted: PlantedControl[] = [];
  for (const [reach, directory] of [
    ['shared-storage', `${SHARED_STORAGE}/Download`],
    ['app-external-storage', `${SHARED_STORAGE}/Android/data/${parts.packageName}/cache`],
    ['app-internal-storage', `/data/data/${parts.packageName}`],
  ] as const) {
    planted.push(await plant(parts, { reach, path: `${directory}/${name}`, content: `${name} ${reach}\n` }));
  }
  return planted;
}

async function plant(parts: ControlParts, control: PlantedControl): Promise<PlantedControl> {
  const line = `mkdir -p ${shellQuote(directoryOf(control.path))} && echo ${shellQuote(control.content.trim())} > ${shellQuote(control.path)}`;
  const outcome = await parts.adb.attempt(asOwner(parts, control, line));
  if (outcome.exitCode === 0) return control;
  const said = `${outcome.stderr}${outcome.stdout}`.trim().split('\n')[0];
  return { ...control, failed: said === undefined || said === '' ? `exit code ${outcome.exitCode}` : said };
}

/** Records for each control whether the watching pass found it, then takes it away again. */
export async function checkStorageControls(
  parts: ControlParts,
  planted: readonly PlantedControl[],
  pass: readonly Artifact[],
): Promise<void> {
  for (const control of planted) {
    const found = pass.some(
      (one) =>
        one.path === control.path &&
        one.content.kind === 'stored' &&
        one.content.bytes === control.content.length,
    );
    parts.sink.timeline({
      kind: 'control',
      at: { hostMs: Date.now() },
      control: {
        name: `a file planted in ${control.reach}`,
        channel: control.reach,
        found,
        detail: control.failed ?? control.path,
      },
    });
    if (control.failed === undefined) {
      await parts.adb.attempt(asOwner(parts, control, `rm -f ${shellQuote(control.path)}`));
    }
  }
}

function asOwner(parts: ControlParts, control: PlantedControl, line: string): string {
  return control.reach === 'app-internal-storage' && parts.superuser !== undefined
    ? parts.superuser.wrap(line)
    : line;
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
