import type { Intent } from '../../app-parts.ts';
import type { ForegroundType, NotificationRequest, ServiceManifest } from '../../component-parts.ts';
import { type ForceStop, stops } from '../activity-events.ts';
import { uidName } from '../dumps/activity/process-names.ts';
import { type InstalledPackage, userIdOf } from '../package-state.ts';
import type { PhoneProcess } from '../process.ts';
import { type Caller, type ComponentParts, shortComponent, system } from './component-parts.ts';
import { findService } from './find-service.ts';
import { checkForeground } from './foreground-rules.ts';
import { javaError } from './java-error.ts';
import { type ServiceRecord, type ServiceStart, type Services, serviceKey } from './service-record.ts';
import { backgroundRefusal, foregroundDeadlineMs, foregroundStartRefusal } from './service-rules.ts';
import { settled } from './settled.ts';

/** SERVICE_TIMEOUT and SERVICE_BACKGROUND_TIMEOUT of ActiveServices; SERVICE_RESTART_DURATION. */
const TIMEOUT_MS = 20_000;
const RESTART_MS = 1_000;

export interface ServiceParts extends ComponentParts {
  /** Shows and takes away the notification of a service in the foreground. */
  onForeground(record: ServiceRecord): void;
  onNotForeground(record: ServiceRecord, notification: NotificationRequest): void;
}

export function createServices(parts: ServiceParts): Services {
  return new ActiveServices(parts);
}

class ActiveServices implements Services {
  readonly #parts: ServiceParts;
  readonly #records = new Map<string, ServiceRecord>();

  constructor(parts: ServiceParts) {
    this.#parts = parts;
    parts.activities.events.on((event) => {
      if (event.kind === 'process-ended') this.#processEnded(event.process);
      if (event.kind === 'force-stopped') this.#forget(event);
      if (event.kind === 'uid-idle') void this.#stopIdle(event.uid);
    });
  }

  records(): readonly ServiceRecord[] {
    return [...this.#records.values()];
  }

  async start(caller: Caller, intent: Intent, foreground: boolean): Promise<ServiceStart> {
    const found = findService(this.#parts, caller, intent);
    if (found === undefined) return { kind: 'not-found' };
    const { known, manifest } = found;
    const running = this.#records.get(serviceKey(known, manifest.name));
    const refusal = foreground
      ? foregroundStartRefusal(this.#parts, caller, shortComponent(known.package, manifest.name))
      : running === undefined
        ? backgroundRefusal(this.#parts, known)
        : undefined;
    if (refusal !== undefined) {
      system(
        this.#parts.logcat,
        'W',
        'ActivityManager',
        `Background start not allowed: service ${shown(intent)} to ${shortComponent(known.package, manifest.name)} from pid=${caller.pid} uid=${caller.uid} pkg=${caller.package} startFg?=${foreground}`,
      );
      return { kind: 'refused', why: refusal };
    }
    const record = running ?? this.#create(known, manifest);
    record.intent = intent;
    if (foreground && record.foreground === undefined) this.#awaitForeground(record);
    await this.#bringUp(record, intent);
    return { kind: 'started', record };
  }

  async stop(caller: Caller, intent: Intent): Promise<boolean | undefined> {
    const found = findService(this.#parts, caller, intent);
    if (found === undefined) return undefined;
    const record = this.#records.get(serviceKey(found.known, found.manifest.name));
    if (record === undefined) return false;
    await this.#destroy(record);
    return true;
  }

  startForeground(
    process: PhoneProcess,
    name: string,
    notification: NotificationRequest,
    types?: readonly ForegroundType[],
  ): void {
    const record = this.#recordOf(process, name);
    const chosen = types ?? record.manifest.foregroundTypes ?? [];
    checkForeground(this.#parts.android.api, process, record.manifest, chosen);
    record.foreground = { notification, types: chosen };
    record.releases.add(this.#parts.activities.states.hold(process, 'foreground-service'));
    this.#parts.onForeground(record);
  }

  stopForeground(process: PhoneProcess, name: string): void {
    const record = this.#recordOf(process, name);
    const notification = record.foreground?.notification;
    if (notification === undefined) return;
    this.#release(record);
    record.foreground = undefined;
    record.releases.add(this.#parts.activities.states.hold(process, 'started-service'));
    this.#parts.onNotForeground(record, notification);
  }

  async stopSelf(process: PhoneProcess, name: string): Promise<void> {
    const record = this.#records.get(serviceKey(process.package, name));
    if (record !== undefined) await this.#destroy(record);
  }

  #create(known: InstalledPackage, manifest: ServiceManifest): ServiceRecord {
    const nowMs = this.#parts.clock.elapsed();
    const record: ServiceRecord = {
      package: known,
      manifest,
      name: manifest.name,
      process: undefined,
      intent: undefined,
      starts: 0,
      mode: undefined,
      foreground: undefined,
      createdMs: nowMs,
      lastActivityMs: nowMs,
      releases: new Set(),
    };
    this.#records.set(serviceKey(known, manifest.name), record);
    return record;
  }

  async #bringUp(record: ServiceRecord, intent: Intent | undefined): Promise<void> {
    const { activities, clock } = this.#parts;
    const process = await activities.ensureProcess(record.package.package, userIdOf(record.package.uid));
    if (process === undefined) return;
    activities.stopped.start(record.package);
    if (record.process === undefined) record.releases.add(activities.states.hold(process, 'started-service'));
    record.process = process;
    record.starts += 1;
    record.lastActivityMs = clock.elapsed();
    const executing = activities.states.hold(process, 'executing-service');
    const running = activities.guard(process, async () => {
      record.mode = await process.handlers?.onStartCommand?.(intent, record.name);
    });
    if ((await settled(this.#parts, process, running, TIMEOUT_MS)) === 'late')
      await activities.control.kill(
        process,
        `executing service ${shortComponent(record.package.package, record.name)}`,
      );
    executing();
  }

  /** Who was started for the foreground and does not come there in time ends its app. */
  #awaitForeground(record: ServiceRecord): void {
    const { activities, android, clock } = this.#parts;
    const cancel = clock.later(foregroundDeadlineMs(android.api), () => {
      record.releases.delete(cancel);
      const { process } = record;
      if (record.foreground !== undefined || process === undefined || process.ended) return;
      const what = `ServiceRecord{0 u${userIdOf(record.package.uid)} ${shortComponent(record.package.package, record.name)}}`;
      void activities.control.crash(
        process,
        `Context.startForegroundService() did not then call Service.startForeground(): ${what}`,
      );
    });
    record.releases.add(cancel);
  }

  async #destroy(record: ServiceRecord): Promise<void> {
    const { activities } = this.#parts;
    const { process, foreground } = record;
    this.#records.delete(serviceKey(record.package, record.name));
    if (process !== undefined && !process.ended)
      await activities.guard(process, () => process.handlers?.onServiceDestroyed?.(record.name));
    this.#release(record);
    if (foreground !== undefined) this.#parts.onNotForeground(record, foreground.notification);
  }

  #release(record: ServiceRecord): void {
    for (const release of record.releases) release();
    record.releases.clear();
  }

  /** A sticky service of a process that was killed is started again a little later, without an intent. */
  #processEnded(process: PhoneProcess): void {
    for (const record of this.records().filter((one) => one.process === process)) {
      const { foreground } = record;
      this.#release(record);
      record.process = undefined;
      record.foreground = undefined;
      if (foreground !== undefined) this.#parts.onNotForeground(record, foreground.notification);
      if (record.mode === 'sticky') this.#restartLater(record);
      else this.#records.delete(serviceKey(record.package, record.name));
    }
  }

  #restartLater(record: ServiceRecord): void {
    const name = shortComponent(record.package.package, record.name);
    system(
      this.#parts.logcat,
      'W',
      'ActivityManager',
      `Scheduling restart of crashed service ${name} in ${RESTART_MS}ms`,
    );
    const cancel = this.#parts.clock.later(RESTART_MS, () => {
      record.releases.delete(cancel);
      void this.#bringUp(record, undefined);
    });
    record.releases.add(cancel);
  }

  #forget(stopped: ForceStop): void {
    for (const record of this.records().filter((one) => stops(stopped, one.package))) {
      this.#release(record);
      this.#records.delete(serviceKey(record.package, record.name));
    }
  }

  /** Background limits of Android 8: an app in the background for a minute keeps only its services in the foreground. */
  async #stopIdle(uid: number): Promise<void> {
    for (const record of this.records()) {
      const { package: known, process, foreground } = record;
      if (known.uid !== uid || process === undefined || foreground !== undefined) continue;
      if (backgroundRefusal(this.#parts, known) === undefined) continue;
      const name = shortComponent(known.package, record.name);
      system(
        this.#parts.logcat,
        'W',
        'ActivityManager',
        `Stopping service due to app idle: ${uidName(known.uid)} ${name}`,
      );
      await this.#destroy(record);
    }
  }

  #recordOf(process: PhoneProcess, name: string): ServiceRecord {
    const record = this.#records.get(serviceKey(process.package, name));
    if (record !== undefined && record.process === process) return record;
    throw javaError(
      'IllegalArgumentException',
      `the service ${name} of ${process.package.package} does not run`,
    );
  }
}

function shown({ component }: Intent): string {
  return component === undefined
    ? 'Intent { }'
    : `Intent { cmp=${shortComponent(component.package, component.activity)} }`;
}
