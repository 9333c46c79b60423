import { expect, it } from 'vitest';
import { controlDirect, directControl } from './direct-count.ts';

const SAID = `2000
PING 192.0.2.1 (192.0.2.1) 1000(1028) bytes of data.
From 192.168.1.1: icmp_seq=1 Time to live exceeded

--- 192.0.2.1 ping statistics ---
3 packets transmitted, 0 received, +3 errors, 100% packet loss, time 402ms
`;

it.each([
  ['all of it', SAID, 3_084, true],
  ['all and more', SAID, 9_000, true],
  ['all but a byte', SAID, 3_083, false],
  ['nothing', SAID, 0, false],
  ['enough, of one packet that was sent', SAID.replace('3 packets', '1 packets'), 1_028, true],
  ['nothing, of none that could be sent', '2000\nconnect: Network is unreachable\n', 0, false],
  ['much, though none could be sent', '2000\nconnect: Network is unreachable\n', 9_000, false],
])(
  'what is sent past the proxy is a control that is found when the kernel counts %s',
  (_, said, countedBytes, found) => {
    const control = directControl(said, { uid: 2_000, countedBytes });
    expect(control).toMatchObject({ channel: 'traffic', found });
    expect(control.plants).toBeUndefined();
  },
);

it('it says why nothing could be sent', () => {
  expect(
    directControl('2000\nconnect: Network is unreachable\n', { uid: 2_000, countedBytes: 0 }).detail,
  ).toBe('nothing could be sent: connect: Network is unreachable');
});

it('it is counted for the UID that the shell has', async () => {
  const counted = [100, 3_184];
  const adb = {
    attempt: async (line: string) => {
      const netstats = (): string =>
        `Forced poll\nUID stats:\n  ident=[{type=WIFI}] uid=2000 set=DEFAULT tag=0x0\n      st=1550304000 rb=70 rp=1 tb=${counted.shift()} tp=4 op=0\n`;
      return { exitCode: 0, stdout: line.startsWith('id -u') ? SAID : netstats(), stderr: '' };
    },
  };
  expect(await controlDirect(adb)).toMatchObject({
    found: true,
    detail:
      '3084 bytes were sent to the next router by UID 2000, and the kernel counted 3084 for it meanwhile',
  });
});

it('without counters there is no control: that is said otherwise', async () => {
  expect(
    await controlDirect({ attempt: async () => ({ exitCode: 0, stdout: '', stderr: '' }) }),
  ).toBeUndefined();
});
