import type { Bundle } from '../model/bundle.ts';
import type { CounterSample } from '../model/counter.ts';
import type { Gap } from '../model/gap.ts';
import type { NotedAccess } from '../model/signal.ts';
import { foregroundStretches } from './foreground.ts';
import { isoTime } from './iso-time.ts';

type Register = Extract<CounterSample, { kind: 'operations' }>;

/**
 * The operations under which Android lets an app reach images that are not its own (MediaProvider's PermissionUtils and
 * LocalCallingIdentity): queries of MediaStore, and from 11 on files by their path.
 */
const READING = new Set([
  'READ_EXTERNAL_STORAGE',
  'WRITE_EXTERNAL_STORAGE',
  'READ_MEDIA_IMAGES',
  'WRITE_MEDIA_IMAGES',
  'READ_MEDIA_VISUAL_USER_SELECTED',
  'MANAGE_EXTERNAL_STORAGE',
  'ACCESS_MEDIA_LOCATION',
]);
/** Of one access, where the phone tells only its age: how far two readings of it may lie apart. */
const AGE_TOLERANCE_MS = 500;
/** What a process's start notes for reading and for writing lies that close together. */
const START_MS = 50;

/**
 * Accesses that the phone noted of the target after an image was asked for. A query is not yet the reading of an image:
 * it violates nothing by itself, but nobody can say any more that nothing was read.
 */
export function notedReads(bundle: Bundle): readonly Gap[] {
  const firstMs = Math.min(
    Number.MAX_SAFE_INTEGER,
    ...bundle.stimuli
      .filter(({ delivery }) => delivery.kind === 'delivered')
      .map(({ requested }) => requested.hostMs),
  );
  const registers = registersOf(bundle);
  return registers.slice(1).flatMap((register, index) => {
    const before = registers[index];
    if (before === undefined || register.untilMs < firstMs) return [];
    return readsIn(bundle, register)
      .filter((access) => !before.noted.some((earlier) => isSame(earlier, access)))
      .filter(({ atMs }) => atMs + spreadOf(register) >= firstMs)
      .map((access) => noted(bundle, register, access));
  });
}

/**
 * Whether the register shows that no image was read from `fromMs` to `toMs`. Only from Android 11 on, where paths go through
 * MediaProvider, and only when no reading was ever noted: MediaProvider keeps its answer for an app and notes no second
 * reading by path (`mCachedCallingIdentityForFuse`, `LocalCallingIdentity.hasPermission`).
 */
export function registerShowsNone(bundle: Bundle, fromMs: number, toMs: number): boolean {
  const registers = registersOf(bundle);
  const [first] = registers;
  const last = registers.at(-1);
  return (
    bundle.run.device.sdk >= 30 &&
    first !== undefined &&
    last !== undefined &&
    first.untilMs <= fromMs &&
    last.hostMs >= toMs &&
    registers.every((register) => readsIn(bundle, register).length === 0)
  );
}

function registersOf(bundle: Bundle): readonly Register[] {
  return bundle.counters
    .flatMap((sample) =>
      sample.kind === 'operations' && sample.package === bundle.run.app.package ? [sample] : [],
    )
    .sort((a, b) => a.hostMs - b.hostMs || a.untilMs - b.untilMs || a.noted.length - b.noted.length);
}

function readsIn(bundle: Bundle, { noted }: Register): readonly NotedAccess[] {
  const reads = noted.filter(({ operation, outcome }) => outcome === 'access' && READING.has(operation));
  if (bundle.run.device.sdk >= 30) return reads;
  // Up to 10 a process's start notes both, when its view of storage is mounted (StorageManagerService).
  return reads.filter(
    (one) =>
      !reads.some(
        (other) =>
          other.operation !== one.operation &&
          other.state === one.state &&
          Math.abs(other.atMs - one.atMs) <= START_MS,
      ),
  );
}

function isSame(a: NotedAccess, b: NotedAccess): boolean {
  const keys = ['operation', 'outcome', 'state', 'flag', 'tag'] as const;
  if (keys.some((key) => a[key] !== b[key])) return false;
  if (a.stamp !== undefined && a.stamp === b.stamp) return true;
  const isSameAge = Math.abs(a.atMs - b.atMs) <= AGE_TOLERANCE_MS;
  return isSameAge && (a.stamp === undefined ? b.stamp === undefined : isSameElsewhere(a.stamp, b.stamp));
}

/** The clock on the wall of another zone: whole quarters of an hour away, to the millisecond. */
function isSameElsewhere(one: string, other: string | undefined): boolean {
  const [a, b] = [one, other].map((stamp) => Date.parse(`${stamp?.replace(' ', 'T')}Z`));
  return a !== undefined && b !== undefined && (a - b) % 900_000 === 0;
}

function spreadOf({ hostMs, untilMs }: Register): number {
  return Math.max(0, untilMs - hostMs) / 2;
}

function noted(bundle: Bundle, register: Register, { operation, state, atMs }: NotedAccess): Gap {
  const spread = Math.ceil(spreadOf(register));
  const during = { fromMs: atMs - spread, toMs: atMs + spread };
  // For some seconds after it was left an app still counts as `top`: by time alone it is known to be in front.
  const inFront = foregroundStretches(bundle).some(
    ({ fromMs, seenMs, toMs }) => during.toMs <= toMs && during.fromMs >= (state === 'top' ? fromMs : seenMs),
  );
  return {
    code: 'read-noted',
    channel: 'reads',
    during,
    because: `the phone noted ${operation} of the target at ${isoTime(atMs)}${
      state === undefined ? '' : `, when its state was ${state}`
    }`,
    remedy: 'find out what the app read: a query of MediaStore is noted as well',
    ...(inFront ? { inFront } : {}),
  };
}
