import { shortIntent } from '../../commands/am/intent-text.ts';
import type { ServiceRecord } from '../../components/service-record.ts';
import type { Framework } from '../../framework.ts';
import { component, userIdOf } from '../../package-state.ts';
import { type PhoneProcess, userOf } from '../../process.ts';
import { duration, hashOf } from '../forms.ts';
import { processRecord, shortProcess } from './process-names.ts';

const APPIUM_SETTINGS = 'io.appium.settings';

/** `dumpsys activity services [PACKAGE|COMPONENT]` (ServiceRecord.dump of Android 9 to 11). */
export function servicesDump(framework: Framework, only: string | undefined): string {
  const { activities, components } = framework;
  const shown = components.services.records().filter((one) => only === undefined || matches(one, only));
  const of = (userId: number): string[][] =>
    shown
      .filter((one) => userIdOf(one.package.uid) === userId)
      .map((one) => [...recordLines(one, framework)]);
  const records = of(0);
  const helper = activities.processOf(APPIUM_SETTINGS);
  if (helper !== undefined && (only ?? APPIUM_SETTINGS) === APPIUM_SETTINGS)
    records.push([...helperLines(helper)]);
  const header = 'ACTIVITY MANAGER SERVICES (dumpsys activity services)';
  const users = framework.packages.users.all().map(({ id }) => [id, id === 0 ? records : of(id)] as const);
  const blocks = users
    .filter(([, lines]) => lines.length > 0)
    .map(([id, lines]) => [`  User ${id} active services:`, ...lines.flatMap((one) => [...one, ''])]);
  if (blocks.length === 0) return `${header}\n  (nothing)\n`;
  return [header, ...blocks.flat()].join('\n');
}

function matches({ package: known, name }: ServiceRecord, only: string): boolean {
  return [known.package, component(known, name), `${known.package}/${name}`].includes(only);
}

function recordLines(record: ServiceRecord, { clock }: Framework): readonly string[] {
  const { package: known, name, process, intent, foreground, starts } = record;
  const ago = (ms: number): string => `-${duration(clock.elapsed() - ms).slice(1)}`;
  const named = component(known, name);
  return [
    `  * ServiceRecord{${hashOf(named)} u${userIdOf(known.uid)} ${named}}`,
    `    intent={${shortIntent(intent ?? { component: { package: known.package, activity: name }, extras: {} })}}`,
    `    packageName=${known.package}`,
    `    processName=${known.package}`,
    `    baseDir=${known.codePath}/base.apk`,
    `    dataDir=/data/user/${userIdOf(known.uid)}/${known.package}`,
    `    app=${process === undefined ? 'null' : processRecord(process)}`,
    ...(foreground === undefined
      ? []
      : [
          `    isForeground=true foregroundId=${foreground.notification.id} foregroundNoti=Notification(channel=${foreground.notification.channel ?? 'null'})`,
        ]),
    `    createTime=${ago(record.createdMs)} startingBgTimeout=--`,
    `    lastActivity=${ago(record.lastActivityMs)} restartTime=${ago(record.createdMs)} createdFromFg=true`,
    `    startRequested=${starts > 0} delayedStop=false stopIfKilled=${record.mode !== 'sticky'} callStart=true lastStartId=${starts}`,
  ];
}

/** Appium's helper starts its service in the foreground, which the driver looks for. */
function helperLines(helper: PhoneProcess): readonly string[] {
  const named = `${APPIUM_SETTINGS}/.ForegroundService`;
  return [
    `  * ServiceRecord{${hashOf('fgs')} u0 ${named}}`,
    `    intent={act=start cmp=${named}}`,
    `    packageName=${APPIUM_SETTINGS}`,
    `    processName=${APPIUM_SETTINGS}`,
    `    app=${processRecord(helper)}`,
    '    isForeground=true foregroundId=1 foregroundNoti=Notification(channel=main_channel)',
  ];
}

/** `dumpsys activity broadcasts`: who is registered; what was sent before is not kept. */
export function broadcastsDump({ components }: Framework): string {
  const lists = components.broadcasts.registered().map(({ process, actions }) => {
    const { pid, package: known } = process;
    const hash = hashOf(`${pid}${actions.join()}`);
    return [
      `  * ReceiverList{${hash} ${pid} ${known.package}/${known.uid}/u${userOf(process)} remote:${hashOf(`remote ${hash}`)}}`,
      `    app=${shortProcess(process)} pid=${pid} uid=${known.uid} user=${userOf(process)}`,
      `    Filter #0: BroadcastFilter{${hashOf(`filter ${hash}`)}}`,
      ...actions.map((action) => `      Action: "${action}"`),
    ].join('\n');
  });
  return `${['ACTIVITY MANAGER BROADCAST STATE (dumpsys activity broadcasts)', '  Registered Receivers:', ...lists].join('\n')}\n`;
}

/** `dumpsys activity top`, and of one app by its package: the activities of running processes by their tasks. */
export function topDump({ activities, android }: Framework, only?: string): string | undefined {
  const shown = [...activities.recent()]
    .reverse()
    .filter((one) => one.activity !== undefined && (only ?? one.package.package) === one.package.package);
  if (shown.length === 0) return undefined;
  return shown
    .map((process) => {
      const { package: name } = process.package;
      const named = component(process.package, process.screen?.activity ?? process.activity ?? '');
      const resumed = process === activities.front() && activities.power.awake();
      return [
        `TASK ${android.api >= 30 ? `${process.package.uid}:` : ''}${name} id=${process.taskId} userId=${userOf(process)}`,
        `  ACTIVITY ${named} ${hashOf(named)} pid=${process.pid}`,
        `    Local Activity ${hashOf(`local ${named}`)} State:`,
        `      mResumed=${resumed} mStopped=${!resumed} mFinished=false`,
        '',
      ].join('\n');
    })
    .join('\n');
}
