import type { Bundle } from '../model/bundle.ts';
import type { Gap } from '../model/gap.ts';

const TOLERATED_MS = 2_000;

/** The phone's times say when something came about: they mean nothing when its clock was moved during the run. */
export function clockSkew(bundle: Bundle): readonly Gap[] {
  const samples = bundle.counters.flatMap((sample) => (sample.kind === 'clock' ? [sample] : []));
  // Only what is beyond the uncertainty of both readings is a movement.
  const least = Math.min(...samples.map(({ offsetMs, withinMs }) => offsetMs + withinMs));
  const most = Math.max(...samples.map(({ offsetMs, withinMs }) => offsetMs - withinMs));
  if (samples.length === 0 || most - least <= TOLERATED_MS) return [];
  const seconds = Math.round((most - least) / 1000);
  return [
    {
      code: 'clock-skew',
      because: `the phone’s clock moved by ${seconds} s against the host’s during the run`,
      remedy: 'let the phone set its clock by the network, and repeat the run',
    },
  ];
}
