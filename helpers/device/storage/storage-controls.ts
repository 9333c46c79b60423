import { createHash } from 'node:crypto';
import type { Artifact } from '../../model/artifact.ts';
import type { Adb } from '../adb.ts';
import type { RecordingSink } from '../recording-sink.ts';
import { shellLine, shellQuote } from '../shell-quote.ts';
import type { Superuser } from '../superuser.ts';
import type { WatchRoot } from './watch-roots.ts';

/** A file that the harness plants where the target could put one: the watcher must find it. */
interface StorageControl {
  readonly root: WatchRoot;
  readonly directory: string;
  readonly path: string;
  readonly content: string;
}

export interface PlantedControl extends StorageControl {
  /** Its directory was not there before. */
  readonly made: boolean;
  /** Set when it could not be planted; says why in the phone's words. */
  readonly failed?: string;
}

export interface ControlParts {
  readonly adb: Adb;
  readonly superuser: Superuser | undefined;
  readonly sink: RecordingSink;
}

/**
 * One control for each kind of root, each user and each volume: in shared storage, in the app's external directory, in
 * its internal directory. `nonce` makes their names and contents unique to the run and to the moment.
 */
export function storageControls(roots: readonly WatchRoot[], nonce: string): readonly StorageControl[] {
  const name = `telltale-control-${nonce}`;
  return roots.flatMap((root) => {
    const directory = directoryIn(root);
    if (directory === undefined) return [];
    return [{ root, directory, path: `${directory}/${name}`, content: `${name} ${root.path}\n` }];
  });
}

/** Of what is one of a kind: `Android/data` stands for `Android/media` and `Android/obb`, the first for `user_de`. */
function directoryIn({ path, reach, closed }: WatchRoot): string | undefined {
  if (closed !== undefined) return undefined;
  switch (reach) {
    case 'shared-storage':
      return `${path}/Download`;
    case 'app-external-storage':
      return /\/Android\/data\/[^/]+$/.test(path) ? `${path}/cache` : undefined;
    case 'app-internal-storage':
      return path.includes('/user_de/') ? undefined : path;
  }
}

/** Plants all in one command. */
export async function plantStorageControls(
  parts: ControlParts,
  controls: readonly StorageControl[],
): Promise<readonly PlantedControl[]> {
  const lines = controls.map(({ root, directory, path, content }, index) => {
    const place = `[ -d ${shellQuote(directory)} ] || { mkdir -p ${shellQuote(directory)} && echo made; }`;
    const plant = `{ ${place}; } && echo ${shellQuote(content.trim())} > ${shellQuote(path)}`;
    return `e=$( { ${asOwner(root, plant)}; } 2>&1 ); echo "$? ${index} "$e`;
  });
  const said = await runOnPhone(parts, lines);
  return controls.map((control, index) => {
    const [, code, words = ''] = new RegExp(`^(\\d+) ${index}(?: (.*))?$`, 'm').exec(said) ?? [];
    if (code === '0') return { ...control, made: words === 'made' };
    return { ...control, made: false, failed: words === '' ? 'the phone did not say why' : words };
  });
}

/** Records for each control whether the watching pass found it, then takes all away again. */
export async function checkStorageControls(
  parts: ControlParts,
  planted: readonly PlantedControl[],
  pass: readonly Artifact[],
): Promise<void> {
  for (const { root, path, content, failed } of planted) {
    const sha256 = createHash('sha256').update(content).digest('hex');
    const found = pass.some(
      // A copy that inotifyd had made says nothing of the listing.
      (one) =>
        one.path === path &&
        one.event !== 'caught' &&
        one.content.kind === 'stored' &&
        one.content.sha256 === sha256,
    );
    const whose = root.user === 0 ? '' : ` of user ${root.user}`;
    const control = {
      name: `a file planted in ${root.reach}${whose}`,
      channel: root.reach,
      found,
      detail: failed === undefined ? path : `${path}: ${failed}`,
    };
    parts.sink.timeline({ kind: 'control', at: { hostMs: Date.now() }, control });
  }
  await removeStorageControls(parts, planted);
}

/** With the directories that were made for them, unless something else lies there by now. */
async function removeStorageControls(parts: ControlParts, planted: readonly PlantedControl[]): Promise<void> {
  await runOnPhone(
    parts,
    planted.map(({ root, directory, path, made }) => {
      const parent = directory.slice(0, directory.lastIndexOf('/'));
      const undo = `rm -f ${shellQuote(path)}${made ? `; rmdir ${shellLine([directory, parent])}` : ''}`;
      return `{ ${asOwner(root, undo)}; } 2>/dev/null`;
    }),
  );
}

function asOwner({ runAs }: WatchRoot, line: string): string {
  return runAs === undefined ? line : shellLine([...runAs, 'sh', '-c', line]);
}

/** Runs all lines in one command, as root where there is one; hands out what they printed. */
export async function runOnPhone(
  { adb, superuser }: ControlParts,
  lines: readonly string[],
): Promise<string> {
  const script = lines.join('\n');
  return (await adb.attempt(superuser?.wrap(script) ?? script)).stdout;
}
