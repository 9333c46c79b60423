import type { Framework } from '../../framework.ts';
import { procStateNumber } from '../../importance/proc-states.ts';
import type { PhoneProcess } from '../../process.ts';
import { duration, hashOf } from '../forms.ts';
import { capabilities } from './capabilities.ts';
import { processRecord, SYSTEM_PROCESS, uidName } from './process-names.ts';

/** `UID states:`, as UidRecord.toString has them: 12 tells its observers of more, 13 prints two numbers and capabilities. */
export function uidStates(
  framework: Framework,
  processes: readonly PhoneProcess[],
  withSystem: boolean,
): readonly string[] {
  const { api } = framework.android;
  const sorted = [...processes].sort((a, b) => a.package.uid - b.package.uid);
  const system = `UidRecord{7932de2 1000 PER  ${ending(api, 'PER')}`;
  return [
    '  UID states:',
    ...(withSystem ? [`    UID 1000: ${system}`] : []),
    ...(withSystem && api >= 30 ? states(api, 'PER', [`ProcessRecord{70207c2 ${SYSTEM_PROCESS}}`]) : []),
    ...sorted.flatMap((process) => record(framework, process)),
  ];
}

function record(framework: Framework, process: PhoneProcess): readonly string[] {
  const { android, activities, clock } = framework;
  const uid = uidName(process.package.uid);
  const known = activities.states.uids.of(process.package.uid);
  const state = activities.states.of(process)?.state ?? 'CEM';
  const changes = [...(known?.changes ?? []), ...(android.api >= 33 ? ['procstate'] : [])];
  const parts = [
    state.padEnd(4),
    ...([...process.holds].some(({ kind }) => kind === 'foreground-service') ? ['fgServices'] : []),
    ...(known?.backgroundMs === undefined ? [] : [`bg:${duration(clock.elapsed() - known.backgroundMs)}`]),
    ...(known?.idle === true ? ['idle'] : []),
    ...(changes.length === 0 ? [] : [`change:${changes.join('|')}`]),
    ending(android.api, state),
  ];
  return [
    `    UID ${uid}: UidRecord{${hashOf(uid)} ${uid} ${parts.join(' ')}`,
    ...(android.api >= 30 ? states(android.api, state, [processRecord(process)]) : []),
  ];
}

type State = Parameters<typeof capabilities>[0];

function ending(api: number, state: State): string {
  return api >= 33 ? `procs:1 seq(0,0)} caps=${capabilities(state, api)}` : 'procs:1 seq(0,0,0)}';
}

/** From 11 on with the state's number and the uid's processes (ActivityManagerService.dumpUids). */
function states(api: number, state: State, processes: readonly string[]): readonly string[] {
  return [
    `      curProcState=${procStateNumber(state, api)} curCapability=${capabilities(state, api)}`,
    ...processes.map((one) => `      proc=${one}`),
  ];
}
