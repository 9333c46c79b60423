import type { AlarmCalls } from '../alarm-parts.ts';
import type { ComponentCalls } from '../component-parts.ts';
import { type AppServices, endedError } from './app-services.ts';
import { callerOf } from './components/component-parts.ts';
import { javaError } from './components/java-error.ts';
import type { ServiceStart } from './components/service-record.ts';
import type { PhoneProcess } from './process.ts';

/** Services, receivers, jobs and notifications, as an app calls for them. */
export function createAppComponents(process: PhoneProcess, services: AppServices): ComponentCalls {
  return {
    ...serviceCalls(process, services),
    ...alarmCalls(process, services),
    ...otherCalls(process, services),
  };
}

type ServiceCall =
  | 'startService'
  | 'startForegroundService'
  | 'stopService'
  | 'startForeground'
  | 'stopForeground'
  | 'stopSelf';

function serviceCalls(
  process: PhoneProcess,
  { android, components }: AppServices,
): Pick<ComponentCalls, ServiceCall> {
  const active = () => {
    if (process.ended) throw endedError(process);
    return components().services;
  };
  const caller = callerOf(process);
  return {
    async startService(intent) {
      const started = await active().start(caller, intent, false);
      throwRefusal(
        started,
        android.api >= 31 ? 'android.app.BackgroundServiceStartNotAllowedException' : 'IllegalStateException',
      );
    },
    async startForegroundService(intent) {
      const started = await active().start(caller, intent, true);
      throwRefusal(started, 'android.app.ForegroundServiceStartNotAllowedException');
    },
    stopService: async (intent) => (await active().stop(caller, intent)) ?? false,
    startForeground: (name, notification, types) =>
      active().startForeground(process, name, notification, types),
    stopForeground: (name) => active().stopForeground(process, name),
    stopSelf: (name) => active().stopSelf(process, name),
  };
}

function throwRefusal(started: ServiceStart, kind: string): void {
  if (started.kind !== 'refused') return;
  const why = started.why.startsWith('app is in background')
    ? `Not allowed to start service: ${started.why}`
    : started.why;
  throw javaError(kind, why);
}

function alarmCalls(process: PhoneProcess, { clock, components }: AppServices): AlarmCalls {
  const { package: known } = process;
  const alarms = () => {
    if (process.ended) throw endedError(process);
    return components().alarms;
  };
  return {
    setAlarm: (alarm) => alarms().set(known, alarm),
    cancelAlarm: (operation) => alarms().cancel(known, operation),
    canScheduleExactAlarms: () => alarms().exact.can(known),
    nextAlarmClock: () => alarms().nextClock()?.atMs,
    elapsedRealtime: () => clock.elapsed(),
  };
}

function otherCalls(
  process: PhoneProcess,
  services: AppServices,
): Omit<ComponentCalls, ServiceCall | keyof AlarmCalls> {
  const { package: known } = process;
  const components = () => {
    if (process.ended) throw endedError(process);
    return services.components();
  };
  return {
    async sendBroadcast(intent, permission) {
      // The app does not wait for who receives.
      const sent = components().broadcasts.send(callerOf(process), intent, permission);
      await Promise.race([sent, new Promise(setImmediate)]);
    },
    registerReceiver(actions, onReceive, exported) {
      if (Math.min(services.android.api, known.targetSdk) >= 34 && exported === undefined)
        throw javaError(
          'SecurityException',
          `${known.package}: One of RECEIVER_EXPORTED or RECEIVER_NOT_EXPORTED should be specified when a receiver isn't being registered exclusively for system broadcasts`,
        );
      components().broadcasts.register({ process, actions, exported: exported ?? true, onReceive });
    },
    scheduleJob: (job) => components().jobs.schedule(known, job),
    cancelJob: (id) => void components().jobs.cancel(known, id),
    pendingJobs: () =>
      components()
        .jobs.records()
        .filter((job) => job.package.uid === known.uid)
        .map((job) => job.request.id),
    createChannel: (id, name, importance) =>
      components().notifications.createChannel(known, { id, name, importance }),
    postNotification: (notification) => void components().notifications.post(known, notification),
    cancelNotification: (id, tag) => components().notifications.cancel(known, id, tag),
    notificationsEnabled: () => components().notifications.enabled(known),
  };
}
