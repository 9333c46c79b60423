import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startHandsetProcess } from '../commands/verify/handset-process.ts';
import { type Adb, createAdb } from '../helpers/device/adb.ts';
import { runProcess } from '../helpers/device/process-runner.ts';
import type { RecordingSink } from '../helpers/device/recording-sink.ts';
import { createWatcher, type Watcher } from '../helpers/device/storage/watcher.ts';
import { findSuperuser, type Superuser } from '../helpers/device/superuser.ts';
import type { Artifact } from '../helpers/model/artifact.ts';
import type { CounterSample } from '../helpers/model/counter.ts';
import { parseSha256 } from '../helpers/model/ids.ts';
import type { TimelineEvent } from '../helpers/model/timeline.ts';

/** A simulated phone with an adb server of its own, for what is tried on a phone without a whole run. */
export interface WatchedHandset {
  readonly adb: Adb;
  readonly superuser: Superuser;
  /** Every adb command so far. */
  readonly commands: readonly string[];
  /** A watcher of its own, and what it recorded. */
  watch(differs?: WatchedDifferently): Watched;
  /** Cuts the connection, and whatever runs over it, and makes a new one. */
  reconnect(): Promise<void>;
  stop(): Promise<void>;
}

export interface Watched {
  readonly watcher: Watcher;
  readonly sink: RecordingSink;
  readonly timeline: readonly TimelineEvent[];
  readonly artifacts: readonly Artifact[];
  readonly counters: readonly CounterSample[];
  readonly objects: ReadonlyMap<string, Buffer>;
}

interface WatchedDifferently {
  readonly adb?: Adb;
  readonly root?: boolean;
  /** Whose directories are watched; that of JD Finance when left out. */
  readonly packageName?: string;
}

export const TARGET = 'com.jd.jrapp';

export async function startWatchedHandset(
  options: readonly string[],
  serverPort: number,
): Promise<WatchedHandset> {
  const home = await mkdtemp(path.join(tmpdir(), 'telltale-watched-'));
  const project = path.dirname(import.meta.dirname);
  const handset = await startHandsetProcess(project, path.join(home, 'handset.log'), options);
  const env = { ANDROID_ADB_SERVER_PORT: String(serverPort), HOME: home };
  const run = (argv: readonly string[]) => runProcess('adb', argv, { env, timeoutMs: 30_000 });
  await run(['connect', handset.serial]);
  const commands: string[] = [];
  const target = { program: 'adb', serial: handset.serial, serverPort, home };
  const adb = createAdb(target, runProcess, ({ command }) => commands.push(command));
  const superuser = await findSuperuser(adb);
  if (superuser === undefined) throw new Error('the handset has no su');
  let watches = 0;
  return {
    adb,
    superuser,
    commands,
    watch({ adb: other = adb, root = true, packageName = TARGET } = {}) {
      watches += 1;
      const kept = keepingSink();
      const watcher = createWatcher({
        adb: other,
        superuser: root ? superuser : undefined,
        packageName,
        sink: kept.sink,
        nonce: `spec${watches}`,
      });
      return { watcher, ...kept };
    },
    async reconnect() {
      await run(['disconnect', handset.serial]);
      await run(['connect', handset.serial]);
    },
    async stop() {
      await run(['kill-server']);
      await handset.stop();
      await rm(home, { recursive: true });
    },
  };
}

function keepingSink(): Omit<Watched, 'watcher'> {
  const timeline: TimelineEvent[] = [];
  const artifacts: Artifact[] = [];
  const counters: CounterSample[] = [];
  const objects = new Map<string, Buffer>();
  const sink: RecordingSink = {
    timeline: (event) => void timeline.push(event),
    artifact: (artifact) => void artifacts.push(artifact),
    stimulus: () => undefined,
    counter: (sample) => void counters.push(sample),
    async storeObject(bytes) {
      const sha256 = parseSha256(createHash('sha256').update(bytes).digest('hex'));
      objects.set(sha256, Buffer.from(bytes));
      return sha256;
    },
  };
  return { sink, timeline, artifacts, counters, objects };
}
