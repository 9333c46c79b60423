import { component } from '../commands/package-commands.ts';
import type { Framework } from '../framework.ts';
import { type PhoneProcess, procState } from '../process.ts';
import { duration, hashOf } from './forms.ts';

/** `dumpsys activity [activities|processes|services]` in the form of Android 9. */
export function activityDump(framework: Framework, words: readonly string[]): string | undefined {
  const [what, name] = words;
  switch (what) {
    case 'activities':
    case 'a':
      return activities(framework);
    case 'processes':
    case 'p':
      return processes(framework);
    case 'services':
    case 's':
      return services(framework, name);
    case undefined:
      return [activities(framework), services(framework, undefined), processes(framework)].join('\n');
    default:
      return undefined;
  }
}

export function activityRecord(process: PhoneProcess): string {
  const activity = process.screen?.activity ?? process.activity ?? '';
  const named = component({ package: process.package.package }, activity);
  return `ActivityRecord{${hashOf(named)} u0 ${named} t${process.pid % 100}}`;
}

function activities({ activities: running }: Framework): string {
  const front = running.front();
  const lines = [
    'ACTIVITY MANAGER ACTIVITIES (dumpsys activity activities)',
    'Display #0 (activities from top to bottom):',
    '',
  ];
  for (const process of [...running.processes()].reverse()) {
    if (process.screen === undefined) continue;
    const record = activityRecord(process);
    lines.push(
      '  Stack #1: type=standard mode=fullscreen',
      '  isSleeping=false',
      '  mBounds=Rect(0, 0 - 0, 0)',
    );
    lines.push(
      `      * Hist #0: ${record}`,
      `          packageName=${process.package.package} processName=${process.package.package}`,
    );
    lines.push(`          app=${processRecord(process)}`, '');
  }
  if (front !== undefined) {
    lines.push(
      `    mResumedActivity: ${activityRecord(front)}`,
      '',
      `  ResumedActivity: ${activityRecord(front)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function processRecord({ pid, package: known }: PhoneProcess): string {
  return `ProcessRecord{${hashOf(`${pid}`)} ${pid}:${known.package}/${uidName(known.uid)}}`;
}

function uidName(uid: number): string {
  return uid >= 10_000 ? `u0a${uid - 10_000}` : String(uid);
}

/** What the activity manager counts an app's importance by, lowest first (ProcessList of Android 9). */
const ADJ = { TOP: 'fore ', FGS: 'prcp ', LAST: 'prev ', CAC: 'cch  ' } as const;
const SCHEDULING = { TOP: 'F/A/TOP ', FGS: 'F/ /FGS ', LAST: 'B/ /LAST', CAC: 'B/ /CAC ' } as const;

function processes(framework: Framework): string {
  const { activities: running } = framework;
  const nowMs = framework.now();
  const all = running.processes();
  const state = (process: PhoneProcess): keyof typeof ADJ => procState(process, running.front(), nowMs);
  const lines = ['ACTIVITY MANAGER RUNNING PROCESSES (dumpsys activity processes)', '  All known processes:'];
  for (const process of all) {
    const { package: known } = process;
    lines.push(`  *APP* UID ${known.uid} ${processRecord(process)}`);
    lines.push(`    user #0 uid=${known.uid} gids={${50_000 + known.uid - 10_000}, 3003}`);
    lines.push(
      `    dir=${known.codePath}/base.apk publicDir=${known.codePath}/base.apk data=/data/user/0/${known.package}`,
    );
    lines.push(`    packageList={${known.package}}`, `    pid=${process.pid} starting=false`);
    lines.push(`    cached=${state(process) === 'CAC'} empty=false`);
  }
  lines.push('', '  UID states:');
  lines.push('    UID 1000: UidRecord{7932de2 1000 PER  procs:1 seq(0,0,0)}');
  for (const process of all) {
    const uid = uidName(process.package.uid);
    const background = process.leftMs === undefined ? '' : ` bg:${duration(nowMs - process.leftMs)}`;
    lines.push(
      `    UID ${uid}: UidRecord{${hashOf(uid)} ${uid} ${state(process).padEnd(4)}${background} procs:1 seq(0,0,0)}`,
    );
  }
  lines.push(
    '',
    `  Process LRU list (sorted by oom_adj, ${all.length + 1} total, non-act at 1, non-svc at 1):`,
  );
  lines.push(`    PERS #${column(all.length)}: sys   F/ /PER  trm: 0 1742:system/1000 (fixed)`);
  all.forEach((process, index) => {
    const code = state(process);
    const { pid, package: known } = process;
    lines.push(
      `    Proc #${column(index)}: ${ADJ[code]} ${SCHEDULING[code]} trm: 0 ${pid}:${known.package}/${uidName(known.uid)} (${code === 'TOP' ? 'top-activity' : code === 'FGS' ? 'fg-service' : code === 'LAST' ? 'previous' : 'cch-act'})`,
    );
  });
  return `${lines.join('\n')}\n`;
}

/** `# 3`, `#38`: as ActivityManager numbers its processes. */
function column(index: number): string {
  return String(index).padStart(2);
}

/** Only Appium's helper has a service here: the one that it starts in the foreground. */
function services({ activities: running }: Framework, name: string | undefined): string {
  const helper = running.processOf('io.appium.settings');
  const header = 'ACTIVITY MANAGER SERVICES (dumpsys activity services)\n';
  if (helper === undefined || (name !== undefined && name !== 'io.appium.settings'))
    return `${header}  (nothing)\n`;
  return `${header}  User 0 active services:\n  * ServiceRecord{${hashOf('fgs')} u0 io.appium.settings/.ForegroundService}\n    intent={act=start cmp=io.appium.settings/.ForegroundService}\n    packageName=io.appium.settings\n    processName=io.appium.settings\n    app=${processRecord(helper)}\n    isForeground=true foregroundId=1 foregroundNoti=Notification(channel=main_channel)\n`;
}
