import type { PhoneProcess } from '../process.ts';
import { type HoldKind, heldImportance } from './holds.ts';
import { atLeast, type ProcState } from './proc-states.ts';

/** How important a process is to the activity manager (OomAdjuster.computeOomAdjLocked). */
export interface Importance {
  /** The lower, the later it is killed; from 900 on it is cached. */
  readonly adj: number;
  readonly state: ProcState;
  /** `adjType`: what made it so. */
  readonly because: string;
  /** Scheduling group: T top app, F default, B background. */
  readonly group: 'T' | 'F' | 'B';
  /** Whether it has an activity or a service in the foreground. */
  readonly foreground: 'A' | 'S' | ' ';
}

/** What importance depends on beside the process itself. */
export interface Standing {
  readonly api: number;
  readonly front: PhoneProcess | undefined;
  /** Seen below what is in front, as an app below a dialog is. */
  readonly visible: PhoneProcess | undefined;
  readonly previous: PhoneProcess | undefined;
  readonly isHome: (process: PhoneProcess) => boolean;
  /** Awake, and the keyguard away: while either is not so, the display sleeps to activities (KeyguardController's sleep token). */
  readonly awake: boolean;
  readonly elapsedMs: number;
}

export const CACHED_MIN_ADJ = 900;
/** Adj that is not known before cached processes are ranked among each other (ProcessList.UNKNOWN_ADJ). */
export const UNKNOWN_ADJ = 1_001;

/**
 * ActivityManagerConstants.MAX_PREVIOUS_TIME: in a maker's 14, and in the sources of 15 and 16. Up to 11 the previous
 * process stays what it is until another one is left; of 13 nothing else was found.
 */
const PREVIOUS_MS = 60_000;
const EXPIRES_FROM_API = 34;

/** Without the rank among cached processes, which is not the process's alone. */
export function rawImportance(process: PhoneProcess, standing: Standing): Importance {
  return candidates(process, standing).reduce(better, {
    adj: UNKNOWN_ADJ,
    state: 'CEM',
    because: 'cch-empty',
    group: 'B',
    foreground: ' ',
  });
}

/** When the previous process stops being that, by the time since boot. */
export function previousUntil(process: PhoneProcess, { api }: Standing): number | undefined {
  return api < EXPIRES_FROM_API || process.leftElapsedMs === undefined
    ? undefined
    : process.leftElapsedMs + PREVIOUS_MS;
}

function candidates(process: PhoneProcess, standing: Standing): readonly Importance[] {
  return [
    ...byActivity(process, standing),
    ...[...process.holds].flatMap(({ kind }) => byHold(kind, process, standing)),
  ];
}

function byActivity(process: PhoneProcess, standing: Standing): readonly Importance[] {
  const background = { group: 'B', foreground: ' ' } as const;
  if (process.activity === undefined)
    return process.taskId === 0
      ? []
      : [{ adj: UNKNOWN_ADJ, state: 'CRE', because: 'cch-rec', ...background }];
  if (process === standing.front) {
    return standing.awake
      ? [{ adj: 0, state: 'TOP', because: 'top-activity', group: 'T', foreground: 'A' }]
      : [{ adj: 0, state: 'TPSL', because: 'top-sleeping', group: 'B', foreground: 'A' }];
  }
  const found: Importance[] = [{ adj: UNKNOWN_ADJ, state: 'CAC', because: 'cch-act', ...background }];
  if (process === standing.visible && standing.awake)
    found.push({ adj: 100, state: 'TOP', because: 'vis-activity', group: 'F', foreground: 'A' });
  if (standing.isHome(process)) found.push({ adj: 600, state: 'HOME', because: 'home', ...background });
  if (process === standing.previous) found.push({ ...previous(process, standing), ...background });
  return found;
}

function previous(process: PhoneProcess, standing: Standing): Pick<Importance, 'adj' | 'state' | 'because'> {
  const untilMs = previousUntil(process, standing);
  return untilMs !== undefined && untilMs <= standing.elapsedMs
    ? { adj: CACHED_MIN_ADJ, state: 'LAST', because: 'previous-expired' }
    : { adj: 700, state: 'LAST', because: 'previous' };
}

function byHold(kind: HoldKind, process: PhoneProcess, { api, isHome }: Standing): readonly Importance[] {
  const { foreground, ...held } = heldImportance(kind, api);
  const service = { group: foreground ? 'F' : 'B', foreground: foreground ? 'S' : ' ' } as const;
  // What has shown something goes to the cached ones at once, whatever it has started (OomAdjuster, hasShownUi).
  if (kind === 'started-service' && process.hasShown && !isHome(process))
    return [{ ...held, ...service, adj: UNKNOWN_ADJ, because: 'cch-started-ui-services' }];
  return [{ ...held, ...service }];
}

/** The lower adj says why; the more important state counts even where another thing gave the adj. */
function better(one: Importance, other: Importance): Importance {
  const [first, second] =
    other.adj < one.adj || (other.adj === one.adj && atLeast(other.state, one.state))
      ? [other, one]
      : [one, other];
  return {
    ...first,
    state: atLeast(first.state, second.state) ? first.state : second.state,
    group: first.group === 'B' ? second.group : first.group,
    foreground: first.foreground === ' ' ? second.foreground : first.foreground,
  };
}
