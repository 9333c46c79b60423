import { describe, expect, it } from 'vitest';
import { loopbackControl, openerOf, readTotals } from './loopback-count.ts';

const NETSTATS = (sent: number): string =>
  `Forced poll\nUID stats:\n  ident=[{type=WIFI}] uid=10001 set=DEFAULT tag=0x0\n      st=1550304000 rb=70 rp=1 tb=${sent} tp=4 op=0\n`;
const saying = (stdout: string) => ({ attempt: async () => ({ exitCode: 0, stdout, stderr: '' }) });
const totals = (...sent: readonly (readonly [uid: number, sentBytes: number])[]) =>
  new Map(sent.map(([uid, sentBytes]) => [uid, { uid, sentBytes, receivedBytes: 0 }]));

describe('whether the kernel counts what goes through the proxy', () => {
  it.each([
    ['nothing more', totals([10_001, 500]), 10_001, false],
    ['a little, as for a name', totals([10_001, 599]), 10_001, false],
    ['all of it', totals([10_001, 1_500]), 10_001, true],
    ['as much for another app', totals([10_001, 500], [10_002, 9_000]), 10_001, false],
    ['as much for some app, when it is not known whose it was', totals([10_002, 9_000]), undefined, true],
    ['as much for the system, when it is not known whose it was', totals([1_000, 9_000]), undefined, false],
  ])('%s: %s', (_, after, uid, found) => {
    const control = loopbackControl(1_000, { before: totals([10_001, 500]), after, uid });
    expect(control).toMatchObject({ channel: 'traffic', plants: 'no-leak', found });
  });

  it('is read after a poll only', async () => {
    expect((await readTotals(saying(NETSTATS(5))))?.get(10_001)?.sentBytes).toBe(5);
    expect(await readTotals(saying(NETSTATS(5).replace('Forced poll\n', '')))).toBeUndefined();
  });

  it('is asked of the app that opens the page', async () => {
    const listed = 'package:com.android.browser uid:10001\npackage:android uid:1000\n';
    const opener = (said: string) => openerOf(saying(`${said}\n${listed}`), 'https://a.test/');
    expect(await opener('priority=0\ncom.android.browser/.Main')).toBe(10_001);
    expect(await opener('android/com.android.internal.app.ResolverActivity')).toBeUndefined();
    expect(await opener('No activity found')).toBeUndefined();
  });
});
