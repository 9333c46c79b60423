import { median, seconds } from './handset-phone.ts';
import { startWatchedHandset, TARGET, type Watched, type WatchedHandset } from './watched-handset.ts';

/**
 * `npm run bench:watching`: how long a watching pass takes on the simulated phone with 20,000 files that did not change,
 * how many adb commands it needs when some did, and how short-lived a file may be to be caught. On Android 9 and 14.
 */
const PORT = 5985;
const FILES = 20_000;
const PASSES = 5;
const CHANGED = 200;
const LIFETIMES_MS = [500, 200, 100, 50, 20, 10, 5, 0];
const FILES_OF_A_MOMENT = 20;
const SHARED = '/storage/emulated/0/bench';
const CACHE = `/storage/emulated/0/Android/data/${TARGET}/cache`;

function say(what: string): void {
  process.stdout.write(`${what}\n`);
}

/** `each` of the shell's `$i` from 0 on. */
function times(count: number, each: string): string {
  return `i=0; while [ $i -lt ${count} ]; do ${each}; i=$((i + 1)); done`;
}

async function benchPasses({ adb, commands }: WatchedHandset, { watcher }: Watched): Promise<void> {
  const passes: number[] = [];
  const before = commands.length;
  for (let pass = 0; pass < PASSES; pass += 1) passes.push(await seconds(() => watcher.pass()));
  const each = (commands.length - before) / PASSES;
  say(
    `a pass over ${FILES} unchanged files: ${median(passes).toFixed(2)} s (goal: 2 s), ${each} adb commands (goal: 6)`,
  );
  await adb.shell(`cd ${SHARED}/1; ${times(CHANGED, 'echo $i > $i')}`);
  const changed = commands.length;
  const took = await seconds(() => watcher.pass());
  say(
    `a pass with ${CHANGED} changed files: ${took.toFixed(2)} s, ${commands.length - changed} adb commands (goal: 6)`,
  );
}

async function benchMoments(
  { adb, superuser }: WatchedHandset,
  watched: Watched,
  ms: number,
): Promise<string> {
  const line = times(
    FILES_OF_A_MOMENT,
    `echo $i > ${CACHE}/${ms}-$i; sleep ${ms / 1000}; rm ${CACHE}/${ms}-$i`,
  );
  const instant = line.replace('sleep 0; ', '');
  await adb.shell(superuser.wrap(instant), { timeoutMs: 60_000 });
  const artifacts = await watched.watcher.pass();
  const ours = (path: string): boolean => path.startsWith(`${CACHE}/${ms}-`);
  const caught = artifacts.filter(({ event, path }) => event === 'caught' && ours(path)).length;
  const seen = watched.timeline.filter(
    (event) => event.kind === 'file-event' && event.event.what === 'created' && ours(event.event.path),
  ).length;
  return `${ms} ms: ${caught} caught, ${seen} seen`;
}

for (const android of ['9', '14']) {
  const handset = await startWatchedHandset([`--android=${android}`], PORT);
  const watched = handset.watch();
  try {
    const directories = FILES / 200;
    const fill = `mkdir -p ${SHARED}/$i; j=0; while [ $j -lt 200 ]; do : > ${SHARED}/$i/$j; j=$((j + 1)); done`;
    await handset.adb.shell(times(directories, fill), { timeoutMs: 120_000 });
    await handset.adb.shell(handset.superuser.wrap(`mkdir -p ${CACHE}`));
    const baseline = await seconds(() => watched.watcher.pass());
    say(`Android ${android}: baseline ${baseline.toFixed(2)} s`);
    await benchPasses(handset, watched);
    for (const ms of LIFETIMES_MS) {
      say(`${FILES_OF_A_MOMENT} files, there for ${await benchMoments(handset, watched, ms)}`);
    }
  } finally {
    await watched.watcher.close();
    await handset.stop();
  }
}
