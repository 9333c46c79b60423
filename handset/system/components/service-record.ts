import type { Intent } from '../../app-parts.ts';
import type {
  ForegroundType,
  NotificationRequest,
  ServiceManifest,
  StartMode,
} from '../../component-parts.ts';
import type { InstalledPackage } from '../package-state.ts';
import type { PhoneProcess } from '../process.ts';
import type { Caller } from './component-parts.ts';

/** A started service, as the activity manager keeps it. */
export interface ServiceRecord {
  readonly package: InstalledPackage;
  readonly manifest: ServiceManifest;
  readonly name: string;
  /** Absent while it waits for its process to be started again. */
  process: PhoneProcess | undefined;
  intent: Intent | undefined;
  /** How often it was started; the last start's id. */
  starts: number;
  mode: StartMode;
  foreground:
    | { readonly notification: NotificationRequest; readonly types: readonly ForegroundType[] }
    | undefined;
  /** By the time since boot. */
  readonly createdMs: number;
  lastActivityMs: number;
  readonly releases: Set<() => void>;
}

/** What became of a start: the component, or nothing of that name, or a refusal in words for the caller. */
export type ServiceStart =
  | { readonly kind: 'started'; readonly record: ServiceRecord }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'refused'; readonly why: string };

export interface Services {
  /** Rejects with a SecurityException where the caller may not. */
  start(caller: Caller, intent: Intent, foreground: boolean): Promise<ServiceStart>;
  /** False when it does not run; `undefined` when there is none. */
  stop(caller: Caller, intent: Intent): Promise<boolean | undefined>;
  startForeground(
    process: PhoneProcess,
    name: string,
    notification: NotificationRequest,
    types?: readonly ForegroundType[],
  ): void;
  stopForeground(process: PhoneProcess, name: string): void;
  stopSelf(process: PhoneProcess, name: string): Promise<void>;
  /** The oldest first. */
  records(): readonly ServiceRecord[];
}

export function serviceKey({ uid }: Pick<InstalledPackage, 'uid'>, name: string): string {
  return `${uid}/${name}`;
}
