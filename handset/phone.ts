import { mkdir } from 'node:fs/promises';
import { type RunningAdbd, startAdbd } from './adbd/adbd.ts';
import type { Authorization } from './adbd/authorization.ts';
import { type Cable, createCable } from './adbd/cable.ts';
import type { DebuggableProcesses } from './adbd/process-lists.ts';
import type { App } from './app-parts.ts';
import { createMockLocation, type MockLocation } from './apps/camera/mock-location.ts';
import type { Camera } from './apps/camera/photo-file.ts';
import { preinstalledApps } from './apps/catalogue.ts';
import { serveControl } from './control/control-server.ts';
import { controlSocket } from './control/control-socket.ts';
import { controlVerbs } from './control/verbs.ts';
import type { InternetHost } from './internet/host.ts';
import { startInternet } from './internet/internet.ts';
import { type Make, makeFramework } from './make-framework.ts';
import { serveProcNet } from './network/proc-net.ts';
import { installAuthority } from './network/trust-store.ts';
import type { Internet } from './network-parts.ts';
import { Opened } from './opened.ts';
import { connectProcesses } from './phone-processes.ts';
import { createPhoneRoot, type PhoneRoot } from './shell/root.ts';
import { createShell } from './shell/shell.ts';
import type { FrameworkCommand, Shell } from './shell-parts.ts';
import { androidNamed } from './system/android-version.ts';
import { createBackupConfirmations } from './system/backup/backup-confirmations.ts';
import { ALL_COMMANDS } from './system/commands/all-commands.ts';
import { whileBooting } from './system/commands/while-booting.ts';
import type { Framework } from './system/framework.ts';
import { IDENTITY } from './system/property-values.ts';
import { romOn } from './system/roms/roms.ts';
import { createLocalClock, createTimeZone, installTimeZone, timeZoneOf } from './system/roms/time-zone.ts';
import { insertCard } from './system/sd-card.ts';
import { installClone } from './system/users/clone-user.ts';

export interface HandsetOptions {
  /** 0 or absent: a free one. */
  readonly port?: number;
  /** Everything of the phone lies here; it is removed when the phone stops. */
  readonly directory: string;
  /** The version of com.jd.jrapp, and the variant of it; see `apps/README.md`. */
  readonly jrappVersion?: string;
  readonly jrapp?: string;
  /** Absent: the owner has allowed his apps all; `ask`: nothing yet, so that they have to ask him. */
  readonly permissions?: 'granted' | 'ask';
  /** A package that is there twice, as makers' dual apps are. */
  readonly clone?: string;
  /** The serial number of a card that is in the phone. */
  readonly sdcard?: string;
  /** Apps beside the phone's own. */
  readonly apps?: readonly App[];
  /** Hosts beside those that the internet has. */
  readonly hosts?: readonly InternetHost[];
  /** `user` builds have no `su`. */
  readonly build?: 'userdebug' | 'user';
  /** As `--android` names it; absent: 9. */
  readonly android?: string;
  /** Whose Android it is, as `--rom` names them; absent: AOSP. */
  readonly rom?: string;
  /** The phone's time zone by its IANA name; absent: GMT. */
  readonly timeZone?: string;
  /** Ask each new adb host for the owner's leave, which is given at once or never; absent: ask nobody. */
  readonly auth?: 'allowed' | 'unanswered';
  log(line: string): void;
}

export interface RunningHandset {
  readonly android: string;
  readonly port: number;
  readonly internet: Internet;
  /** Host path of the socket by which the phone is controlled from outside; `handset/README.md` has its verbs. */
  readonly control: string;
  readonly limits: readonly string[];
  stop(): Promise<void>;
}

/** Boots a phone: its Android, its apps, its own internet, reachable by adb on the host's loopback. */
export async function startHandset(options: HandsetOptions): Promise<RunningHandset> {
  const opened = new Opened();
  try {
    return await boot(options, opened);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function boot(options: HandsetOptions, opened: Opened): Promise<RunningHandset> {
  const make = makeOf(options);
  const location = createMockLocation();
  const backups = createBackupConfirmations();
  const apps = preinstalledApps({
    ...options,
    camera: cameraOf(make, location, options.permissions === 'ask'),
    backups,
  });
  const { root, internet } = await startSurroundings(options, make, opened);
  await installAuthority(make.android, root.files, internet.authorityPem);
  const framework = makeFramework(make, { files: root.files, internet, location, backups, log: options.log });
  const zoneLimits = await installTimeZone(root.files, make.timeZone);
  for (const app of apps)
    await framework.packages.installApp(options.permissions === 'ask' ? asking(app) : app);
  if (options.clone !== undefined)
    await installClone(framework, options.clone, { rom: options.rom ?? 'aosp', api: make.android.api });
  if (options.sdcard !== undefined) await insertCard(root.files, options.sdcard);
  const procNet = await serveProcNet(make.android, framework.network, root.files);
  opened.closedBy(() => procNet.close());
  const commands = commandsOf(framework, location);
  const processes = await connectProcesses(root, framework);
  opened.closedBy(() => processes.close());
  const shell = await createShell(root, () => commands, {
    allowRoot: options.build !== 'user',
    clock: framework.clock,
    before: (line) => processes.before(line),
    app: (name) => framework.packages.get(name),
  });
  opened.closedBy(() => shell.close());
  opened.closedBy(() => endApps(framework));
  const cable = createCable();
  const adbd = await startAdbdOf(framework, shell, cable, options);
  opened.closedBy(() => adbd.stop());
  framework.boot.onDown(() => location.reboot());
  const control = await serveControl(
    controlSocket(options.directory, adbd.port),
    controlVerbs({ framework, cable, disk: root.disk, location, zone: make.zone }),
  );
  opened.closedBy(() => control.close());
  await framework.activities.key(3);
  return {
    android: make.android.name,
    port: adbd.port,
    internet,
    control: control.path,
    limits: [...root.limits, ...zoneLimits],
    stop: () => opened.close(),
  };
}

function makeOf(options: HandsetOptions): Make {
  const android = androidNamed(options.android ?? '9');
  const timeZone = timeZoneOf(options.timeZone ?? 'GMT');
  return {
    android,
    rom: romOn(options.rom ?? 'aosp', android),
    timeZone,
    zone: createTimeZone(timeZone),
    build: options.build ?? 'userdebug',
  };
}

/** Side by side: one waits for files, the other for keys. */
async function startSurroundings(
  { directory, hosts = [] }: HandsetOptions,
  { android }: Make,
  opened: Opened,
): Promise<{ readonly root: PhoneRoot; readonly internet: Internet }> {
  await mkdir(directory, { recursive: true });
  const starting = startInternet({ directory: `${directory}/internet`, hosts });
  starting.catch(() => undefined); // It is awaited below, when the root is there.
  const root = await createPhoneRoot({ directory, android }).catch(async (error: unknown) => {
    await (await starting).close();
    throw error;
  });
  opened.closedBy(() => root.dispose());
  const internet = await starting;
  opened.closedBy(() => internet.close());
  return { root, internet };
}

function commandsOf(framework: Framework, location: MockLocation): ReadonlyMap<string, FrameworkCommand> {
  const mayMock = (name: string): boolean =>
    framework.activities.appOps.mode(name, 'MOCK_LOCATION') === 'allow';
  const commands = ALL_COMMANDS.flatMap((commandsOf) => commandsOf(framework));
  return new Map(
    commands.map(([name, run]) => [name, whileBooting(name, location.watched(run, mayMock), framework.boot)]),
  );
}

async function startAdbdOf(
  framework: Framework,
  shell: Shell,
  cable: Cable,
  { auth, build, log, port }: HandsetOptions,
): Promise<RunningAdbd> {
  const { android, boot, files, loopback } = framework;
  boot.onDown(() => cable.unplug());
  boot.onStarting(() => cable.plug());
  const adbd = await startAdbd({
    port: port ?? 0,
    android,
    build: build ?? 'userdebug',
    identity: IDENTITY,
    shell,
    files,
    loopback,
    debuggable: () => debuggableProcesses(framework, build ?? 'userdebug'),
    cable,
    reboot: (reason) => void boot.reboot(reason),
    ...(auth === undefined ? {} : { authorization: authorizationBy(auth) }),
    log,
  });
  boot.onStarting(() => adbd.rebooted());
  return adbd;
}

/** Apps that say so; on userdebug builds all of them, until 14 asked for a property (Zygote.applyDebuggerSystemProperty). */
function debuggableProcesses(
  { activities, android }: Framework,
  build: 'userdebug' | 'user',
): ReturnType<DebuggableProcesses> {
  const every = build === 'userdebug' && android.api < 34;
  return activities
    .processes()
    .filter((one) => every || one.package.debuggable)
    .map(({ pid, package: { uid, package: name } }) => ({ pid, uid, name, packages: [name] }));
}

/** Parts of the ROM have their permissions by default; the owner's apps, the maker's own among them, have none. */
function asking(app: App): App {
  return app.manifest.system ? app : { ...app, manifest: { ...app.manifest, grants: [] } };
}

function authorizationBy(answer: 'allowed' | 'unanswered'): Authorization {
  const ask = answer === 'allowed' ? async () => true : () => new Promise<boolean>(() => undefined);
  return { keys: new Set(), ask };
}

async function endApps({ activities }: Framework): Promise<void> {
  for (const process of activities.processes()) await activities.forceStop(process.package.package);
}

function cameraOf({ rom, zone }: Make, { position }: MockLocation, unused: boolean): Camera {
  const localTime = createLocalClock(zone);
  return { make: rom.manufacturer, model: IDENTITY.model, localTime, position, unused };
}
