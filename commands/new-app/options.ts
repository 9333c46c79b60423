import { parseCommandLine, usageError } from '../command-line.ts';
import { appId, packageName } from '../profile/fields.ts';
import { deviceChoice, type VerifyOptions } from '../verify/options.ts';

/** What the user asked for. */
interface NewAppOptions extends Pick<VerifyOptions, 'device' | 'handset'> {
  readonly package: string;
  /** The folder under apps/. */
  readonly id: string;
}

export const USAGE = `usage: npm run new-app -- <package> [options]

Writes apps/<id>/profile.yaml for an app that is on the phone, with the word TODO where somebody has to look something up.

  --id=<name>              the folder under apps/ (default: the last word of the package)
  --device=<serial>        a real phone or a running emulator, as \`adb devices\` lists it
  --device=handset         the simulated phone
                           default: the attached phone when there is exactly one, else the handset
  --avd=<name>             an emulator of the Android SDK, started for this and ended afterwards
  --handset-option=<word>  passed on to the handset, e.g. --app-module=mine.ts (repeatable)
  --help`;

const OPTIONS = {
  id: { type: 'string' },
  device: { type: 'string' },
  avd: { type: 'string' },
  'handset-option': { type: 'string', multiple: true },
  help: { type: 'boolean' },
} as const;

/** Parses the command line; `'help'` when help was asked for. Every mistake is reported as `USAGE`. */
export function parseNewAppOptions(argv: readonly string[]): NewAppOptions | 'help' {
  const { values, positionals } = parseCommandLine('new-app', {
    args: [...argv],
    options: OPTIONS,
    allowPositionals: true,
    strict: true,
  });
  if (values.help === true) return 'help';
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0 || !packageName.safeParse(name).success)
    throw usageError(
      `${positionals.join(' ') || 'nothing'} is not the name of one package`,
      'say which, as com.example.app',
    );
  const id = values.id ?? idOf(name);
  if (!appId.safeParse(id).success)
    throw usageError(
      `${id} is no name for a folder under apps/`,
      'say one of a-z, 0-9 and dashes with --id=<name>',
    );
  return {
    package: name,
    id,
    device: deviceChoice(values.device, values.avd),
    handset: values['handset-option'] ?? [],
  };
}

function idOf(name: string): string {
  return name
    .slice(name.lastIndexOf('.') + 1)
    .toLowerCase()
    .replaceAll('_', '-');
}
