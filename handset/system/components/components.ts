import type { NotificationRequest } from '../../component-parts.ts';
import { userIdOf } from '../package-state.ts';
import { type Alarms, createAlarms } from './alarms/alarms.ts';
import { type Broadcasts, createBroadcasts } from './broadcasts.ts';
import { type ComponentParts, shortComponent } from './component-parts.ts';
import { createJobs, type JobParts, type Jobs } from './jobs.ts';
import { createNotifications, type Notifications } from './notifications.ts';
import type { ServiceRecord, Services } from './service-record.ts';
import { createServices } from './services.ts';
import { announceChanges } from './system-broadcasts.ts';

/** What apps have beside activities. */
export interface Components {
  readonly services: Services;
  readonly broadcasts: Broadcasts;
  readonly jobs: Jobs;
  readonly alarms: Alarms;
  readonly notifications: Notifications;
}

export function createComponents(parts: JobParts): Components {
  const notifications = createNotifications(parts);
  const show = ({ package: known, foreground, process, name }: ServiceRecord): void => {
    if (foreground === undefined || process === undefined) return;
    const { notification } = foreground;
    const hasChannel = notifications.channels(known).some(({ id }) => id === notification.channel);
    if (known.targetSdk >= 26 && !hasChannel) {
      const what = `ServiceRecord{0 u${userIdOf(known.uid)} ${shortComponent(known.package, name)}}`;
      const text = `Bad notification for startForeground: invalid channel for service notification: ${what}`;
      void parts.activities.control.crash(process, text);
    } else notifications.post(known, { ...notification, ongoing: true }, true);
  };
  const services = createServices({
    ...parts,
    onForeground: show,
    onNotForeground: ({ package: known }: ServiceRecord, { id, tag }: NotificationRequest) =>
      notifications.cancel(known, id, tag),
  });
  cancelWhenStopped(parts, notifications);
  const broadcasts = createBroadcasts(parts);
  announceChanges(parts, broadcasts);
  const alarms = createAlarms({ ...parts, broadcasts });
  return { services, notifications, broadcasts, jobs: createJobs(parts), alarms };
}

function cancelWhenStopped({ activities }: ComponentParts, notifications: Notifications): void {
  activities.events.on((event) => {
    if (event.kind === 'force-stopped') notifications.cancelOf(event);
  });
}
