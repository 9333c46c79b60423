import path from 'node:path';
import { HarnessError } from '../../helpers/model/harness-error.ts';
import type { DeviceFacts } from '../../helpers/model/run.ts';
import { type AdbServer, type AttachedPhone, openAdbServer, privateAdbServer } from './adb-server.ts';
import { openEmulator } from './emulator.ts';
import { type HandsetProcess, startHandsetProcess } from './handset-process.ts';
import type { VerifyOptions } from './options.ts';

/** The phone of a run, reachable by adb, and what has to be ended with it. */
export interface Phone {
  readonly serial: string;
  readonly kind: DeviceFacts['kind'];
  readonly server: AdbServer;
  /** Why this phone: for the first line. */
  readonly because: string;
  readonly handset?: HandsetProcess;
  stop(): Promise<void>;
}

interface PhoneParts {
  readonly project: string;
  readonly runDirectory: string;
  readonly adbProgram: string;
  readonly sdkDirectory: string | undefined;
  /** What the simulated phone needs to have the app on it. */
  readonly handsetSetup: readonly string[];
}

/** Which phone, and what a simulated one is started with beside that. */
type PhoneChoice = Pick<VerifyOptions, 'device' | 'handset'>;

/** Finds or starts the phone by the rules of the design's section 7. */
export async function openPhone(options: PhoneChoice, parts: PhoneParts): Promise<Phone> {
  if (options.device.kind === 'handset')
    return await openHandset(options, parts, 'asked for by --device=handset');
  const server = await openAdbServer(parts.adbProgram, path.join(parts.runDirectory, 'adb-home'));
  try {
    if (options.device.kind === 'avd') return await avdPhone(server, options.device.avd, parts);
    const attached = await server.attached();
    if (options.device.kind === 'serial')
      return attachedPhone(server, named(attached, options.device.serial), 'asked for by --device');
    const [only, another] = attached;
    if (only !== undefined && another === undefined)
      return attachedPhone(server, usable(only), 'it is the one that is attached');
    if (another !== undefined) throw severalAttached(attached);
  } catch (error) {
    await server.stop();
    throw error;
  }
  await server.stop();
  return await openHandset(options, parts, 'no phone is attached');
}

function attachedPhone(server: AdbServer, serial: string, because: string): Phone {
  return { serial, kind: 'real', server, because, stop: () => server.stop() };
}

async function avdPhone(server: AdbServer, avd: string, parts: PhoneParts): Promise<Phone> {
  const logFile = path.join(parts.runDirectory, 'logs', 'emulator.log');
  const emulator = await openEmulator({ avd, sdkDirectory: parts.sdkDirectory, server, logFile });
  const because = emulator.wasRunning ? `${avd}, which was running` : `${avd}, started for this`;
  const stop = async (): Promise<void> => {
    await emulator.stop();
    await server.stop();
  };
  return { serial: emulator.serial, kind: 'emulator', server, because, stop };
}

async function openHandset(options: PhoneChoice, parts: PhoneParts, because: string): Promise<Phone> {
  const log = path.join(parts.runDirectory, 'logs', 'handset.log');
  const handset = await startHandsetProcess(parts.project, log, [...parts.handsetSetup, ...options.handset]);
  const server = await privateAdbServer(parts.adbProgram, path.join(parts.runDirectory, 'adb-home'));
  const stop = async (): Promise<void> => {
    await server.stop().catch(() => undefined); // It may be gone already; the handset must be ended all the same.
    await handset.stop();
  };
  try {
    await server.connect(handset.serial);
  } catch (error) {
    await stop();
    throw error;
  }
  return { serial: handset.serial, kind: 'handset', server, because, handset, stop };
}

function named(attached: readonly AttachedPhone[], serial: string): string {
  const phone = attached.find((one) => one.serial === serial);
  if (phone !== undefined) return usable(phone);
  throw new HarnessError('DEVICE_NOT_ATTACHED', {
    what: `${serial} is not attached`,
    why: attached.length === 0 ? 'no phone is' : `these are: ${listed(attached)}`,
    remedy:
      'attach it, name another with --device=<serial>, or use the simulated phone with --device=handset',
  });
}

function usable(phone: AttachedPhone): string {
  if (phone.state === 'device') return phone.serial;
  throw new HarnessError('DEVICE_NOT_ATTACHED', {
    what: `${phone.serial} cannot be used`,
    why: `adb calls it ${phone.state}`,
    remedy: phone.state === 'unauthorized' ? 'allow USB debugging on its screen' : 'attach it again',
  });
}

function severalAttached(attached: readonly AttachedPhone[]): HarnessError {
  return new HarnessError('DEVICE_NOT_ATTACHED', {
    what: 'more than one phone is attached',
    why: `these are: ${listed(attached)}`,
    remedy: 'name one with --device=<serial>, or use the simulated phone with --device=handset',
  });
}

function listed(attached: readonly AttachedPhone[]): string {
  return attached
    .map(({ serial, state }) => (state === 'device' ? serial : `${serial} (${state})`))
    .join(', ');
}
