import type { DeviceConfig } from '../device-config.ts';
import type { PhoneProcess } from '../process.ts';
import type { Settings } from '../settings.ts';
import { CACHED_MIN_ADJ } from './importance.ts';
import type { Ranked } from './rank-processes.ts';

/** ActivityManagerConstants.DEFAULT_MAX_CACHED_PROCESSES of 8.1 to 14; 16's is larger on phones with much memory, and not verified. */
const STANDARD = 32;

export interface ProcessLimits {
  readonly cached: number;
  readonly empty: number;
}

/**
 * How many cached processes are kept: up to 9 a list in `settings`, from 10 on a flag of DeviceConfig
 * (ActivityManagerConstants.updateMaxCachedProcesses). Half of them may be empty (computeEmptyProcessLimit).
 */
export function processLimits(api: number, settings: Settings, deviceConfig: DeviceConfig): ProcessLimits {
  const list = settings.get('global', 'activity_manager_constants') ?? '';
  const set = /(?:^|,)\s*max_cached_processes=(-?\d+)(?:,|$)/.exec(list)?.[1];
  const flag = api >= 29 ? deviceConfig.get('activity_manager', 'max_cached_processes') : undefined;
  const total = Number(flag ?? set ?? STANDARD);
  const most = Number.isSafeInteger(total) && total >= 0 ? total : STANDARD;
  const empty = Math.floor(most / 2);
  return { cached: most - empty, empty };
}

/** Which cached processes are too many, with the activity manager's reason; the latest used are kept. */
export function tooMany(
  latestFirst: readonly Ranked[],
  { cached, empty }: ProcessLimits,
): readonly { readonly process: PhoneProcess; readonly reason: string }[] {
  const withActivities = latestFirst.filter(({ importance }) => importance.state === 'CAC');
  const empties = latestFirst.filter(
    ({ importance }) => importance.state === 'CEM' && importance.adj >= CACHED_MIN_ADJ,
  );
  const over = (kind: readonly Ranked[], limit: number, name: string) =>
    kind
      .map(({ process }, index) => ({ process, reason: `${name} #${index + 1}` }))
      .filter((_, index) => index >= limit);
  return [...over(withActivities, cached, 'cached'), ...over(empties, empty, 'empty')];
}
