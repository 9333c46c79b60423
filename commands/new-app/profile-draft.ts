import { printable } from '../../reports/escape.ts';
import { TO_FILL_IN } from '../profile/fields.ts';
import type { AppOnPhone } from './read-app.ts';

/** By which apps reach images; only these matter to a profile. */
const IMAGE_PERMISSIONS = [
  'android.permission.READ_EXTERNAL_STORAGE',
  'android.permission.WRITE_EXTERNAL_STORAGE',
  'android.permission.READ_MEDIA_IMAGES',
  'android.permission.READ_MEDIA_VISUAL_USER_SELECTED',
];
const MOST_PERMISSIONS = 200;

/**
 * A `profile.yaml` to fill in: what the phone says stands there, and where somebody has to look something up stands the
 * word that the schema refuses. `where` names the phone, for the reader.
 */
export function profileDraft(app: AppOnPhone, id: string, where: string): string {
  return [...heading(app, where), ...facts(app, id), ...claim(), ...screens(app)].join('\n');
}

function heading(app: AppOnPhone, where: string): readonly string[] {
  const said = [
    `label: ${app.label ?? 'not readable'}`,
    `version: ${app.versionName} (${app.versionCode}), target SDK ${app.targetSdk ?? 'not readable'}`,
    `SHA-256 of the certificate that signed it: ${app.certificates.join(', ') || 'not readable'}`,
    `SHA-256 of its APK: ${app.apkSha256 ?? 'not readable'}`,
    `opens with: ${app.activity}`,
    'asks for:',
    ...app.permissions.slice(0, MOST_PERMISSIONS).map((one) => `  ${one}`),
  ];
  return [
    '# yaml-language-server: $schema=../profile.schema.json',
    `# Fill in each ${TO_FILL_IN}; a profile that still has one is refused. apps/jdjr is the model.`,
    comment(`Read from ${where}:`),
    ...said.map((one) => comment(`  ${one}`)),
  ];
}

function facts(app: AppOnPhone, id: string): readonly string[] {
  const permissions = IMAGE_PERMISSIONS.filter((one) => app.permissions.includes(one));
  return [
    `id: ${id}`,
    `name: ${app.label === undefined ? TO_FILL_IN : quoted(app.label)}`,
    `package: ${app.package}`,
    '',
    '# Hosts that the vendor declares as its own, in its privacy notice or in writing; *.example.com for all below.',
    `declaredHosts: [${TO_FILL_IN}]`,
    '',
    `permissions: [${permissions.join(', ')}]`,
    '',
    '# may-be-cleared, if nothing on this phone is lost with what the app has stored.',
    'appData: keep',
    '',
    '# as-designed, as-reported or withdrawn: what the vendor, or its users, said of this version.',
    'versions:',
    `  - versionName: ${quoted(app.versionName)}`,
    `    era: ${TO_FILL_IN}`,
    `    note: ${TO_FILL_IN}`,
    '',
  ];
}

function claim(): readonly string[] {
  return [
    "# One for each of the vendor's statements; the schema lists the predicates, eras and channels.",
    'claims:',
    '  - id: local-only',
    '    predicate: local-only',
    `    meaning: ${TO_FILL_IN}`,
    '    eras: [as-designed, as-reported, withdrawn]',
    '    channels: [traffic]',
    '    statement:',
    `      words: ${TO_FILL_IN}`,
    `      language: ${TO_FILL_IN}`,
    `      source: ${TO_FILL_IN}`,
    `      date: ${TO_FILL_IN}`,
    '',
  ];
}

function screens({ package: name }: AppOnPhone): readonly string[] {
  const group = (title: string, ids: readonly string[]): readonly string[] => [
    `  ${title}:`,
    ...ids.map((one) => `    ${one}: ${name}:id/${TO_FILL_IN}`),
  ];
  return [
    '# Resource ids, read off the phone. Leave out what the app does not have; all of it may go: screens: {}',
    'screens:',
    ...group('notice', ['shown', 'accept', 'refuse']),
    ...group('prompt', ['shown', 'send', 'dismiss']),
    ...group('picker', ['open', 'image', 'send', 'dismiss']),
    `  sent: ${name}:id/${TO_FILL_IN}`,
    '',
  ];
}

/** The phone's words stay on their line, and show what they are made of. */
function comment(text: string): string {
  return `# ${printable(text, 300)}`;
}

/** A double-quoted scalar: every escape of JSON is one of YAML, and what is invisible is escaped too. */
function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 200)).replaceAll(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (one) => `\\U${(one.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`,
  );
}
