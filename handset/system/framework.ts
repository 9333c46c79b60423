import type { MockLocation } from '../apps/camera/mock-location.ts';
import type { Network } from '../network-parts.ts';
import type { FrameworkCommand, Loopback, PhoneFiles } from '../shell-parts.ts';
import type { PhoneDisplay } from '../ui/phone-display.ts';
import type { Activities } from './activities.ts';
import type { AndroidVersion } from './android-version.ts';
import type { BackupConfirmations } from './backup/backup-confirmations.ts';
import type { Battery } from './battery.ts';
import type { Boot } from './boot.ts';
import type { Clipboard } from './clipboard.ts';
import type { Components } from './components/components.ts';
import type { Connectivity } from './connectivity.ts';
import type { DeviceConfig } from './device-config.ts';
import type { DeviceIdle } from './device-idle.ts';
import type { Logcat } from './logcat.ts';
import type { MediaStore } from './media-store.ts';
import type { NetPolicy } from './net-policy.ts';
import type { NetStatistics } from './net-statistics.ts';
import type { Packages } from './packages.ts';
import type { PhoneClock } from './phone-clock.ts';
import type { PhoneGlass } from './phone-glass.ts';
import type { ProcessTable } from './process-table.ts';
import type { Properties } from './properties.ts';
import type { TimeZone } from './roms/time-zone.ts';
import type { Settings } from './settings.ts';

/** What the framework's commands work on. */
export interface Framework {
  readonly android: AndroidVersion;
  readonly files: PhoneFiles;
  readonly loopback: Loopback;
  readonly network: Network;
  readonly display: PhoneDisplay;
  readonly glass: PhoneGlass;
  readonly properties: Properties;
  readonly settings: Settings;
  readonly deviceConfig: DeviceConfig;
  readonly packages: Packages;
  readonly activities: Activities;
  /** Every process, as ps shows it: those of Android, of the apps, and of the shell. */
  readonly processTable: ProcessTable;
  readonly media: MediaStore;
  readonly logcat: Logcat;
  /** Per-UID bytes as of the last poll: the statistics service does not look at the kernel by itself. */
  readonly statistics: NetStatistics;
  /** Who may use metered networks in the background. */
  readonly policy: NetPolicy;
  readonly deviceIdle: DeviceIdle;
  readonly connectivity: Connectivity;
  /** Services, broadcasts, jobs and notifications. */
  readonly components: Components;
  /** When the phone booted, by the clock on its wall as it is now. */
  readonly bootMs: number;
  readonly clock: PhoneClock;
  readonly boot: Boot;
  readonly battery: Battery;
  readonly clipboard: Clipboard;
  /** What the owner is asked before a backup. */
  readonly backups: BackupConfirmations;
  /** Where the phone is, for who may know. */
  readonly location: Pick<MockLocation, 'position'>;
  /** Where its clock on the wall is that of. */
  readonly zone: TimeZone;
  /** The clock on the wall: `clock.now`. */
  now(): number;
  log(line: string): void;
}

type CommandTable = readonly (readonly [name: string, command: FrameworkCommand])[];
export type CommandMaker = (framework: Framework) => CommandTable;
