import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAdb } from '../helpers/device/adb.ts';
import { readDeviceFacts } from '../helpers/device/device-facts.ts';
import { readInstalledPackage } from '../helpers/device/installed-package.ts';
import { runProcess } from '../helpers/device/process-runner.ts';
import { findSuperuser } from '../helpers/device/superuser.ts';
import type { HarnessError } from '../helpers/model/harness-error.ts';
import type { Profile } from '../helpers/model/profile.ts';
import { printable } from '../reports/escape.ts';
import { chosenProfile } from './chosen-profile.ts';
import { examineApp } from './doctor/examine-app.ts';
import { examineFreezer } from './doctor/examine-freezer.ts';
import { examineCamera, examinePosition, examineScreenshots } from './doctor/examine-images.ts';
import { examineRights } from './doctor/examine-rights.ts';
import { examineStorage } from './doctor/examine-storage.ts';
import { examineTraffic } from './doctor/examine-traffic.ts';
import { DOCTOR_USAGE, type DoctorOptions, parseDoctorOptions } from './doctor/options.ts';
import type { Patient } from './doctor/patient.ts';
import { examined, type Sight } from './doctor/sight.ts';
import { exitCodeOf, sightLines, summary } from './doctor/sight-lines.ts';
import { interrupted } from './interrupted.ts';
import { print, runCommand } from './run-command.ts';
import { terminal } from './terminal.ts';
import { adbTarget } from './verify/environment.ts';
import { openPhone, type Phone } from './verify/phone.ts';
import { findTools } from './verify/tools.ts';

const PROJECT = path.dirname(import.meta.dirname);
const APPS = path.join(PROJECT, 'apps');

/** In the order in which they are made and printed: the one that opens the browser comes last. */
const EXAMINATIONS: readonly {
  readonly channel: string;
  readonly tried: string;
  readonly examine: (patient: Patient) => Promise<readonly Sight[]>;
}[] = [
  { channel: 'root, run-as, reboot', tried: 'asked', examine: examineRights },
  { channel: 'storage', tried: 'listed it, with files of ours in it', examine: examineStorage },
  { channel: "the app's records", tried: 'asked as before each step of a run', examine: examineApp },
  { channel: 'freezer', tried: 'asked', examine: examineFreezer },
  { channel: 'screenshots by key', tried: 'pressed the key', examine: examineScreenshots },
  { channel: 'camera', tried: 'asked', examine: examineCamera },
  { channel: 'position mocking', tried: 'told the phone another place', examine: examinePosition },
  { channel: 'traffic, CA trust', tried: 'opened a page through a proxy', examine: examineTraffic },
];

/** `npm run doctor`: what can be seen on the attached phone. */
async function doctor(options: DoctorOptions): Promise<number> {
  const chosen = options.profile === undefined ? undefined : await chosenProfile(APPS, options.profile);
  const tools = await findTools(PROJECT, process.env);
  const directory = await mkdtemp(path.join(tmpdir(), 'telltale-doctor-'));
  const interruption = interrupted();
  try {
    await mkdir(path.join(directory, 'logs'));
    const phone = await openPhone(options, {
      project: PROJECT,
      runDirectory: directory,
      adbProgram: tools.adb,
      sdkDirectory: tools.sdkDirectory,
      handsetSetup: chosen?.handsetSetup ?? [],
    });
    try {
      const patient = await meet(phone, chosen?.profile, directory);
      const sights = await examine(patient, interruption.fault);
      print(`\n${summary(sights)}`);
      return exitCodeOf(sights);
    } finally {
      await phone.stop();
    }
  } finally {
    interruption.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Finds out what the phone is, and says so. */
async function meet(phone: Phone, profile: Profile | undefined, directory: string): Promise<Patient> {
  const adb = createAdb(adbTarget(phone), runProcess, () => undefined);
  const superuser = await findSuperuser(adb);
  const device = await readDeviceFacts(adb, phone.kind, superuser !== undefined);
  const name = [device.manufacturer, device.model].map((word) => printable(word, 60)).join(' ');
  const simulated = phone.kind === 'handset' ? 'simulated, ' : '';
  print(
    `${name}, Android ${printable(device.androidRelease, 20)} (${simulated}${printable(phone.serial, 60)}: ${phone.because})`,
  );
  for (const limit of phone.handset?.limits ?? []) print(`Not faithful here: ${printable(limit, 300)}`);
  const nonce = randomBytes(8).toString('hex');
  return { adb, superuser, device, app: await appOf(adb, profile), nonce, directory };
}

async function appOf(adb: Patient['adb'], profile: Profile | undefined): Promise<Patient['app']> {
  if (profile === undefined) {
    print('No app was named: what depends on one is left out. Name it with --app=<name>.');
    return undefined;
  }
  const installed = await readInstalledPackage(adb, profile.package);
  print(`App: ${profile.name}, ${profile.package} ${printable(installed.versionName, 60)}`);
  return { profile, installed };
}

/** An examination under way puts back what it changed before it ends: an interruption counts between two of them. */
async function examine(patient: Patient, fault: Promise<HarnessError>): Promise<readonly Sight[]> {
  let interruption: HarnessError | undefined;
  void fault.then((given) => {
    interruption = given;
  });
  const sights: Sight[] = [];
  for (const { channel, tried, examine } of EXAMINATIONS) {
    const found = await examined(channel, tried, () => examine(patient));
    if (interruption !== undefined) throw interruption;
    sights.push(...found);
    const { width, color } = terminal();
    for (const sight of found) print(['', ...sightLines(sight, width, color)].join('\n'));
  }
  return sights;
}

await runCommand(async (argv) => {
  const options = parseDoctorOptions(argv);
  if (options !== 'help') return await doctor(options);
  print(DOCTOR_USAGE);
  return 0;
});
