import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FakeFramework, fakeFramework, fakeHome } from '../framework.fake.ts';

let framework: FakeFramework;
beforeEach(async () => {
  framework = await fakeFramework([fakeHome]);
});
afterEach(() => framework.dispose());

const run = (line: string): ReturnType<FakeFramework['run']> => framework.run(line.split(' '));

it.each([
  ['192.168.1.9', '192.168.1.9 dev wlan0 table 1020 src 192.168.1.100 uid 2000 \n    cache \n'],
  ['198.18.0.1', '198.18.0.1 via 192.168.1.1 dev wlan0 table 1020 src 192.168.1.100 uid 2000 \n    cache \n'],
  ['127.0.0.1', 'local 127.0.0.1 dev lo table local src 127.0.0.1 uid 2000 \n    cache \n'],
])('ip says how %s is reached', async (address, said) => {
  expect(await run(`ip route get ${address}`)).toEqual({ code: 0, stdout: said, stderr: '' });
});

it('ip says so when there is no way', async () => {
  framework.network.interfaces.setReachable(false);
  expect(await run('ip route get 192.168.1.9')).toMatchObject({
    code: 2,
    stderr: 'RTNETLINK answers: Network is unreachable\n',
  });
});

it.each(['ip addr', 'ip route get', 'ip route get home'])('%s is refused', async (line) => {
  const { code, stdout } = await run(line);
  expect([code === 0, stdout]).toEqual([false, '']);
});

it.each([
  [
    'expired',
    1,
    'From 192.168.1.1: icmp_seq=1 Time to live exceeded\n',
    '2 packets transmitted, 0 received, +2 errors',
  ],
  ['lost', 64, '1000(1028) bytes of data.\n\n---', '2 packets transmitted, 0 received, 100%'],
] as const)('ping tells of packets that are %s', async (met, ttl, ...said) => {
  const asked: unknown[] = [];
  Object.assign(framework.network, {
    echo: (...words: readonly unknown[]) => {
      asked.push(words);
      return met;
    },
  });
  const { code, stdout } = await run(`ping -c 2 -i 0 -s 1000 -t ${ttl} -W 1 -w 5 192.0.2.1`);
  expect([code, asked]).toEqual([
    1,
    [
      [2_000, 1_000, ttl],
      [2_000, 1_000, ttl],
    ],
  ]);
  for (const one of said) expect(stdout).toContain(one);
});

it('ping says when there is no network, what it does not know, and how it is used', async () => {
  expect(await run('ping -c 1 192.0.2.1')).toEqual({
    code: 2,
    stdout: '',
    stderr: 'connect: Network is unreachable\n',
  });
  expect((await run('ping nobody')).stderr).toBe('ping: unknown host nobody\n');
  expect((await run('ping')).code).toBe(2);
});
