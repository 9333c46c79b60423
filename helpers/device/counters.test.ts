import { expect, it } from 'vitest';
import type { Adb } from './adb.ts';
import { sampleUidBytes } from './counters.ts';
import type { RecordingSink } from './recording-sink.ts';

const UID = 10_123;
const STATISTICS = [
  'UID stats:',
  '  Complete history:',
  `  ident=[{type=WIFI}] uid=${UID} set=DEFAULT tag=0x0`,
  '    NetworkStatsHistory: bucketDuration=7200',
  '      st=1550304000 rb=70 rp=1 tb=5000 tp=4 op=0',
  '',
].join('\n');

/** What is recorded of the bytes when the phone says this. */
async function sentOf(stdout: string): Promise<readonly number[]> {
  const sent: number[] = [];
  const adb: Pick<Adb, 'attempt'> = { attempt: async () => ({ exitCode: 0, stdout, stderr: '' }) };
  const sink: Pick<RecordingSink, 'counter'> = {
    counter: (line) => {
      if (line.kind === 'uid-bytes') sent.push(line.sentBytes);
    },
  };
  const parts = { packageName: 'org.example', uid: UID };
  await sampleUidBytes({ ...parts, adb: adb as Adb, sink: sink as RecordingSink });
  return sent;
}

it.each([
  ['after a poll', `Forced poll\n${STATISTICS}`, [5000]],
  ['after a poll, through a terminal', `Forced poll\r\n${STATISTICS}`, [5000]],
  ['without a poll, when they are old', STATISTICS, []],
  ['after a poll that was refused', `Permission Denial: can't dump netstats\n${STATISTICS}`, []],
  ['of a phone that polls and shows none', 'Forced poll\n', []],
])('the bytes of the target %s', async (_, stdout, sent) => {
  expect(await sentOf(stdout)).toEqual(sent);
});
