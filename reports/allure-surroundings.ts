import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { QuicBlock, RunRecord } from '../helpers/model/run.ts';
import { printable } from './escape.ts';
import { clockText } from './evidence-text.ts';
import { propertyLine } from './properties-file.ts';
import { REENACTMENT_MARK } from './table.ts';

/** Allure shows a test in every category whose statuses and expression fit it. */
const CATEGORIES = [
  { name: 'Claim violated', matchedStatuses: ['failed'] },
  {
    name: 'Could not be decided: no scenario exercises the claim',
    matchedStatuses: ['broken'],
    messageRegex: String.raw`(?s).*\[[^\]]*not-exercised[^\]]*\].*`,
  },
  {
    name: 'Could not be decided: the harness broke',
    matchedStatuses: ['broken'],
    messageRegex: String.raw`(?s).*\[[^\]]*harness-fault[^\]]*\].*`,
  },
  { name: 'Could not be decided', matchedStatuses: ['broken'] },
  { name: 'Not applicable to this version', matchedStatuses: ['skipped'] },
];

/** Writes what Allure shows around the tests: the environment of the run and how results are grouped. */
export async function writeAllureSurroundings(resultsDirectory: string, run: RunRecord): Promise<void> {
  await mkdir(resultsDirectory, { recursive: true });
  const environment = environmentOf(run)
    .map(([key, value]) => propertyLine(key, printable(value)))
    .join('\n');
  await writeFile(path.join(resultsDirectory, 'environment.properties'), `${environment}\n`);
  await writeFile(
    path.join(resultsDirectory, 'categories.json'),
    `${JSON.stringify(CATEGORIES, undefined, 2)}\n`,
  );
}

function quicText(quic: QuicBlock): string {
  return quic.kind === 'refused' ? `refused to UID ${quic.uids.join(', ')}` : `not refused: ${quic.because}`;
}

function environmentOf(run: RunRecord): readonly (readonly [key: string, value: string])[] {
  const { app, device, subject, trust, quic } = run;
  return [
    ['Subject', subject.kind === 're-enactment' ? `${REENACTMENT_MARK}: ${subject.of}` : "the vendor's app"],
    ['Run', run.id],
    ['Started', clockText(run.startedMs)],
    ['App', `${app.name}, ${app.package} ${app.versionName} (${app.versionCode})`],
    ['APK SHA-256', app.apkSha256 ?? 'not read'],
    ['Phone', `${device.kind}: ${device.manufacturer} ${device.model}, ${device.serial}`],
    ['Android', `${device.androidRelease} (SDK ${device.sdk}), ${device.build}`],
    ['Root', device.root ? 'yes' : 'no'],
    [
      'Trust in the proxy’s certificates',
      trust === undefined ? 'not known' : `${trust.reached}: ${trust.proof}`,
    ],
    ['UDP to port 443', quic === undefined ? 'not known' : quicText(quic)],
    ['Clock offset', `${run.clockOffsetMs} ms`],
    ...Object.entries(run.tools).map(([name, version]) => [`Tool ${name}`, version] as const),
    ...Object.entries(run.options).map(([name, value]) => [`Option ${name}`, value] as const),
  ];
}
