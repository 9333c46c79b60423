import type { Importance, NotificationRequest } from '../../component-parts.ts';
import { type ForceStop, stops } from '../activity-events.ts';
import { type InstalledPackage, userIdOf } from '../package-state.ts';
import { type ComponentParts, system } from './component-parts.ts';

interface Channel {
  readonly id: string;
  readonly name: string;
  readonly importance: Importance;
}

/** A notification that is posted. */
export interface NotificationRecord extends NotificationRequest {
  readonly package: string;
  readonly uid: number;
  readonly importance: Importance;
  readonly foregroundService: boolean;
  /** By the clock on the wall. */
  readonly postedMs: number;
}

export interface Notifications {
  /** What may not be shown is left out, with a line of the log. False then. */
  post(known: InstalledPackage, request: NotificationRequest, foregroundService?: boolean): boolean;
  /** Of a part of the system that is no package here. */
  postBySystem(packageName: string, request: NotificationRequest): void;
  cancel(known: Named, id: number, tag?: string): void;
  /** Of a package that was stopped by force or removed. */
  cancelOf(stopped: ForceStop): void;
  /** By the owner: what can be cleared of every one. */
  cancelAll(): void;
  createChannel(known: InstalledPackage, channel: Channel): void;
  channels(known: Named): readonly Channel[];
  /** Whether the owner lets the app show any. */
  enabled(known: InstalledPackage): boolean;
  /** Does what a tap on it does. */
  tap(record: NotificationRecord): Promise<void>;
  /** Takes all away, as a reboot does. */
  clear(): void;
  /** The newest first. */
  records(): readonly NotificationRecord[];
  /** Components that hear of every notification, as `cmd notification allow_listener` has it. */
  readonly listeners: Set<string>;
  onChange(listener: () => void): void;
}

type Named = Pick<InstalledPackage, 'package' | 'uid'>;

const POST = 'android.permission.POST_NOTIFICATIONS';
const FIRST_TARGET_WITH_CHANNELS = 26;
const SYSTEM_UI_UID = 10_020;

export function createNotifications(parts: ComponentParts): Notifications {
  const channels = createChannels();
  const listeners = new Set<() => void>();
  let records: readonly NotificationRecord[] = [];

  function change(next: readonly NotificationRecord[]): void {
    records = next;
    for (const listener of listeners) listener();
  }
  const without = (known: Named, { id, tag }: Pick<NotificationRequest, 'id' | 'tag'>) =>
    records.filter(
      (one) => one.package !== known.package || one.uid !== known.uid || one.id !== id || one.tag !== tag,
    );
  const put = (record: NotificationRecord): void => change([record, ...without(record, record)]);

  return {
    ...channels,
    listeners: new Set(),
    enabled: (known) => enabled(parts, known),
    post(known, request, foregroundService = false) {
      const channel = channels.channels(known).find(({ id }) => id === request.channel);
      const refusal = refusalOf(parts, known, { request, channel });
      if (refusal !== undefined) {
        system(parts.logcat, 'E', 'NotificationService', refusal);
        return false;
      }
      const importance = channel?.importance ?? 'default';
      const by = { package: known.package, uid: known.uid, postedMs: parts.clock.now() };
      put({ ...request, ...by, importance, foregroundService });
      return true;
    },
    postBySystem(packageName, request) {
      const by = { package: packageName, uid: SYSTEM_UI_UID, postedMs: parts.clock.now() };
      put({ ...request, ...by, importance: 'high', foregroundService: false });
    },
    cancel: (known, id, tag) => change(without(known, tag === undefined ? { id } : { id, tag })),
    cancelOf: (stopped) => change(records.filter((one) => !stops(stopped, one))),
    cancelAll: () => change(records.filter((one) => one.ongoing === true || one.foregroundService)),
    async tap(record) {
      if (record.tap !== undefined) await parts.activities.start(record.tap, userIdOf(record.uid));
      if (record.ongoing !== true && !record.foregroundService)
        change(records.filter((one) => one !== record));
    },
    clear: () => change([]),
    records: () => records,
    onChange: (listener) => void listeners.add(listener),
  };
}

function createChannels(): Pick<Notifications, 'channels' | 'createChannel'> {
  /** By uid. */
  const channels = new Map<number, Map<string, Channel>>();
  return {
    createChannel(known, channel) {
      const own = channels.get(known.uid) ?? new Map<string, Channel>();
      // What the owner may have changed of an existing one stays; the app may only lower it, which nobody does here.
      if (!own.has(channel.id)) channels.set(known.uid, own.set(channel.id, channel));
    },
    channels: ({ uid }) => [...(channels.get(uid)?.values() ?? [])],
  };
}

function refusalOf(
  parts: ComponentParts,
  known: InstalledPackage,
  { request, channel }: { readonly request: NotificationRequest; readonly channel: Channel | undefined },
): string | undefined {
  if (known.targetSdk >= FIRST_TARGET_WITH_CHANNELS && channel === undefined)
    return `No Channel found for pkg=${known.package}, channelId=${request.channel ?? 'null'}, id=${request.id}, tag=${request.tag ?? 'null'}`;
  if (channel?.importance !== 'none' && enabled(parts, known)) return undefined;
  return `Suppressing notification from package ${known.package} by user request.`;
}

/** By permission from 13 on, which older apps have without asking unless the owner took it; by the operation before. */
function enabled({ activities, android }: ComponentParts, known: InstalledPackage): boolean {
  if (activities.appOpsOf(userIdOf(known.uid)).mode(known.package, 'POST_NOTIFICATION') === 'ignore')
    return false;
  if (android.api < 33 || known.system || known.granted.has(POST)) return true;
  return known.targetSdk < 33 && !known.permissions.includes(POST);
}
