import { parseCommandLine } from '../command-line.ts';
import { deviceChoice, profileChoice, type VerifyOptions } from '../verify/options.ts';

export interface DoctorOptions extends Pick<VerifyOptions, 'device' | 'handset'> {
  /** Absent: only what does not depend on an app is looked at. */
  readonly profile?: VerifyOptions['profile'];
}

export const DOCTOR_USAGE = `usage: npm run doctor [-- options]

Says for each channel what can be seen on the attached phone, how that was found out, and what to do about what cannot.
Nothing stays changed, but for a page in the history of the phone's browser.

  --device=<serial>        a real phone or a running emulator, as \`adb devices\` lists it
  --device=handset         the simulated phone
                           default: the attached phone when there is exactly one, else the handset
  --avd=<name>             an emulator of the Android SDK, started for this and ended afterwards
  --app=<name>             look at this app's directories and records as well: a folder under apps/
  --profile=<file>         the same, by a profile.yaml that lies elsewhere
  --handset-option=<word>  passed on to the handset, e.g. --build=user (repeatable)
  --help

exit codes: 0 everything can be seen; 2 something cannot, or only in part; 3 the doctor could not look`;

const OPTIONS = {
  app: { type: 'string' },
  profile: { type: 'string' },
  device: { type: 'string' },
  avd: { type: 'string' },
  'handset-option': { type: 'string', multiple: true },
  help: { type: 'boolean' },
} as const;

/** Parses the command line; `'help'` when help was asked for. Every mistake is reported as `USAGE`. */
export function parseDoctorOptions(argv: readonly string[]): DoctorOptions | 'help' {
  const { values } = parseCommandLine('doctor', { args: [...argv], options: OPTIONS, strict: true });
  if (values.help === true) return 'help';
  const named = values.app !== undefined || values.profile !== undefined;
  return Object.freeze({
    device: deviceChoice(values.device, values.avd),
    handset: values['handset-option'] ?? [],
    ...(named ? { profile: profileChoice(values.app, values.profile) } : {}),
  });
}
