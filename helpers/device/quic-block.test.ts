import { expect, it } from 'vitest';
import type { TimelineEvent } from '../model/timeline.ts';
import type { PhoneChange } from './phone-settings.ts';
import { blockQuic } from './quic-block.ts';

const SET = 'set iptables 10077\nset iptables 20077\n';
const SET_6 = 'set ip6tables 10077\nset ip6tables 20077\n';
const MET = (uid: number, packets: number): string =>
  `-A OUTPUT -p udp -m owner --uid-owner ${uid} -m udp --dport 443 -c ${packets} ${packets * 60} -j REJECT --reject-with icmp-port-unreachable\n`;

/** A phone that answers each kind of script with this. */
function phone(
  answers: { set: string; listed?: string; removed?: string },
  users = 'UserInfo{0:Owner:13} running\n',
) {
  const events: TimelineEvent[] = [];
  const owed: PhoneChange[] = [];
  const lines: string[] = [];
  const attempt = async (line: string) => {
    lines.push(line);
    const stdout = line.startsWith('pm list users')
      ? users
      : line.includes(' -I OUTPUT ')
        ? answers.set
        : line.includes('-v -S')
          ? (answers.listed ?? '')
          : (answers.removed ?? '');
    return { exitCode: 0, stdout, stderr: 'ip6tables: not found\n' };
  };
  const parts = { adb: { attempt }, note: (event: TimelineEvent) => void events.push(event), uid: 10_077 };
  const superuser = { wrap: (line: string) => line };
  return { ...parts, superuser, events, owed, lines, owe: (change: PhoneChange) => void owed.push(change) };
}

it('the target’s UIDs are refused, of each user, and at the end it is said what was met and put back', async () => {
  const one = phone({ set: `${SET}${SET_6}`, listed: `${MET(10_077, 3)}${MET(20_077, 0)}` });
  expect(await blockQuic(one, one.owe)).toEqual({ kind: 'refused', uids: [10_077, 20_077] });
  await one.owed[0]?.undo();
  expect(one.events.map((event) => ('what' in event ? event.what : event.kind))).toEqual([
    'UDP to port 443 refused to UID 10077, 20077',
    'the phone refused the target 3 datagrams (180 bytes) to port 443 since it was last told to',
    'UDP to port 443 refused to UID 10077, 20077',
  ]);
  const twice = phone({ set: '' }, 'UserInfo{0:Owner:13} running\nUserInfo{999:Clone:30} running\n');
  await blockQuic(twice, twice.owe);
  expect(twice.lines[1]).toContain('for u in 10077 20077 99910077 99920077;');
});

it('what undoes it is owed before anything is changed, and undoes also what was done in part', async () => {
  const one = phone({ set: SET });
  const block = await blockQuic(one, (change) => {
    expect(one.lines.some((line) => line.includes('-I OUTPUT'))).toBe(false);
    one.owe(change);
  });
  expect(block).toEqual({
    kind: 'open',
    because: 'ip6tables of the phone did not take the rule: ip6tables: not found',
  });
  await one.owed[0]?.undo();
  expect(one.lines.at(-1)).toContain('-D OUTPUT');
  expect(one.events).toEqual([]);
});

it('a rule that stays is a failure in words', async () => {
  const one = phone({ set: `${SET}${SET_6}`, removed: 'left iptables 10077\n' });
  await blockQuic(one, one.owe);
  await expect(one.owed[0]?.undo()).rejects.toMatchObject({
    code: 'ADB_FAILED',
    why: 'the phone said: left iptables 10077',
  });
});

it('without root nothing is tried', async () => {
  const one = { ...phone({ set: '' }), superuser: undefined };
  expect(await blockQuic(one, one.owe)).toEqual({
    kind: 'open',
    because: 'there is no root to refuse it with',
  });
  expect([one.lines, one.owed]).toEqual([[], []]);
});
