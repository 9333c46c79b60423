import type { Framework } from '../system/framework.ts';
import { moveToZone } from '../system/move-to-zone.ts';
import { type TimeZone, timeZoneOf } from '../system/roms/time-zone.ts';
import { Misuse, noWords, type Verb } from './verb.ts';

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

export function timeVerbs(
  { clock, components, files, properties }: Framework,
  zone: TimeZone,
): readonly Verb[] {
  return [
    {
      name: 'clock',
      words: '[+|-]NUMBER(ms|s|m|h|d) | ISO-TIME | host',
      does: "Sets the clock on the phone's wall, by so much or to a moment; the time since boot goes on. host: as the host's again.",
      example: 'clock -3h',
      run([word = '', ...more]) {
        noWords(more);
        clock.set(moment(word, clock.now()));
        return `the phone's clock shows ${new Date(clock.now()).toISOString()}`;
      },
    },
    {
      name: 'time-zone',
      words: 'NAME',
      does: 'Moves the phone to another time zone, by its IANA name, as a phone does that crosses a border.',
      example: 'time-zone Europe/Berlin',
      async run([word = '', ...more]) {
        noWords(more);
        const name = checkedZone(word);
        const limits = await moveToZone({ components, files, properties, zone }, name);
        return [`the phone is in ${name}`, ...limits].join('; ');
      },
    },
  ];
}

function checkedZone(word: string): string {
  try {
    return timeZoneOf(word);
  } catch (error) {
    throw new Misuse(error instanceof Error ? error.message : String(error));
  }
}

function moment(word: string, nowMs: number): number {
  if (word === 'host') return Date.now();
  const [, sign, number, unit] = /^([+-])(\d{1,12})(ms|s|m|h|d)$/.exec(word) ?? [];
  const shift = unitOf(unit);
  const ms = shift === undefined ? instant(word) : nowMs + (sign === '-' ? -1 : 1) * Number(number) * shift;
  // Below 1970 and beyond 2100 no phone's time is; dates of files would not hold it either.
  if (ms >= 0 && ms < Date.UTC(2100, 0, 1)) return ms;
  throw new Misuse(`"${word}" is no time; say -90s, +2h, 2019-02-16T10:15:00Z, or host`);
}

function unitOf(unit: string | undefined): number | undefined {
  return Object.entries(UNITS).find(([name]) => name === unit)?.[1];
}

/** With its zone: a time without one would be that of whoever asks, or that of the phone. */
function instant(word: string): number {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/.test(word)
    ? Date.parse(word)
    : Number.NaN;
}
