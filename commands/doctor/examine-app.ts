import { startOpenings } from '../../helpers/device/openings/openings-watch.ts';
import { checkOpenings } from '../../helpers/device/openings/unattended.ts';
import { sampleSignals } from '../../helpers/device/signals/sampler.ts';
import type { CounterSample } from '../../helpers/model/counter.ts';
import { SIGNALS, type Signal } from '../../helpers/model/signal.ts';
import { collectingSink } from './collecting-sink.ts';
import { GET_ROOT, type Patient } from './patient.ts';
import type { Sight } from './sight.ts';

const ANOTHER = 'use another phone or Android version';

/** What the phone tells of the app, asked in the same one round trip as before each step of a run. */
export async function examineApp(patient: Patient): Promise<readonly Sight[]> {
  const { adb, app, device } = patient;
  if (app === undefined) return [];
  const lines: CounterSample[] = [];
  const sink = collectingSink({ counter: (line) => void lines.push(line) });
  const { package: packageName, uid } = app.installed;
  await sampleSignals({ adb, sink, packageName, uid, sdk: device.sdk });
  return recordSights(lines, device.sdk, await openings(patient));
}

/** What came of a file of ours that was opened: with root that is reported. */
type Openings = 'reported' | 'missed' | 'no-root';

async function openings({ adb, superuser, nonce }: Patient): Promise<Openings> {
  if (superuser === undefined) return 'no-root';
  let reported = false;
  const sink = collectingSink({
    timeline: (event) => {
      if (event.kind === 'control') reported = event.control.found;
    },
  });
  const watch = await startOpenings({ adb, superuser, sink, nonce });
  try {
    if (watch !== undefined) await checkOpenings({ adb, sink, plan: { nonce } }, watch, 'start');
  } finally {
    await watch?.close();
  }
  return reported ? 'reported' : 'missed';
}

/** In words, what one sampling shows. */
export function recordSights(
  lines: readonly CounterSample[],
  sdk: number,
  openings: Openings,
): readonly Sight[] {
  const refused = new Map<Signal, string>();
  for (const line of lines) if (line.kind === 'unobservable') refused.set(line.signal, line.because);
  return [
    readsSight(refused.get('operations'), sdk, openings),
    {
      ...toldSight('byte counters', 'dumpsys netstats, after a poll', refused.get('bytes')),
      ...(refused.has('bytes') ? { remedy: `what goes round the proxy is not seen: ${ANOTHER}` } : {}),
    },
    {
      ...toldSight('process states', 'dumpsys activity processes', refused.get('process')),
      ...(refused.has('process') ? { remedy: `no image counts for the background: ${ANOTHER}` } : {}),
    },
    othersSight(refused),
  ];
}

function readsSight(refused: string | undefined, sdk: number, openings: Openings): Sight {
  const common = { channel: 'reads', tried: 'dumpsys appops of the app; with root, opened a file of ours' };
  if (refused !== undefined) return { ...common, seen: 'no', found: refused, remedy: ANOTHER };
  if (openings === 'reported')
    return { ...common, seen: 'yes', found: 'operations are told, and every opening of a file is reported' };
  const byPath =
    sdk < 30
      ? 'nothing is noted when an image is opened by its path'
      : 'only the first reading by path is noted';
  return {
    ...common,
    seen: 'partly',
    found: `operations are told, but ${byPath}`,
    remedy: openings === 'no-root' ? GET_ROOT : 'use a phone whose inotifyd reports openings',
  };
}

function toldSight(channel: string, tried: string, refused: string | undefined): Sight {
  return refused === undefined
    ? { channel, tried, seen: 'yes', found: 'the phone answered, and the answer was understood' }
    : { channel, tried, seen: 'no', found: refused };
}

/** What no claim is decided by alone. */
function othersSight(refused: ReadonlyMap<Signal, string>): Sight {
  const decisive: readonly Signal[] = ['operations', 'bytes', 'process'];
  const others = SIGNALS.filter((signal) => !decisive.includes(signal));
  const missing = others.flatMap((signal) => {
    const because = refused.get(signal);
    return because === undefined ? [] : [`${signal}: ${because}`];
  });
  const common = { channel: 'other records', tried: 'asked as before each step of a run' };
  if (missing.length === 0) return { ...common, seen: 'yes', found: others.join(', ') };
  const seen = missing.length === others.length ? 'no' : 'partly';
  const remedy = `the reader of a report misses them: ${ANOTHER}`;
  return { ...common, seen, found: missing.join('; '), remedy };
}
