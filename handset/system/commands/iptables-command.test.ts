import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FakeFramework, fakeFramework, fakeHome } from '../framework.fake.ts';

let framework: FakeFramework;
beforeEach(async () => {
  framework = await fakeFramework([fakeHome]);
});
afterEach(() => framework.dispose());

const root = (line: string): ReturnType<FakeFramework['run']> => framework.run(line.split(' '), 0);
const QUIC = '-m owner --uid-owner 10077 -p udp --dport 443 -j REJECT';
const LISTED =
  '-A OUTPUT -p udp -m owner --uid-owner 10077 -m udp --dport 443 -j REJECT --reject-with icmp-port-unreachable\n';
const quic = (uid: number) =>
  ({ family: 4, protocol: 'udp', uid, address: '198.18.0.1', port: 443, bytes: 60 }) as const;

it('a rule of root’s is listed, holds for its uid alone, counts what it met, and goes as it came', async () => {
  expect(await root(`iptables -w -I OUTPUT ${QUIC}`)).toEqual({ code: 0, stdout: '', stderr: '' });
  expect((await root('iptables -S OUTPUT')).stdout).toBe(`-P OUTPUT ACCEPT\n${LISTED}`);
  expect([10_077, 10_078].map((uid) => framework.network.filter.refuses(quic(uid)))).toEqual([true, false]);
  expect((await root('iptables -v -S OUTPUT')).stdout).toContain('--dport 443 -c 1 60 -j REJECT');
  expect((await root('iptables -nvx -L OUTPUT')).stdout).toMatch(
    /^ +1 +60 REJECT +udp +-- .* owner UID match 10077 udp dpt:443 reject-with icmp-port-unreachable$/m,
  );
  expect((await root(`iptables -C OUTPUT ${QUIC}`)).code).toBe(0);
  expect((await root(`iptables -D OUTPUT ${QUIC}`)).code).toBe(0);
  expect(await root(`iptables -D OUTPUT ${QUIC}`)).toMatchObject({
    code: 1,
    stderr: 'iptables: Bad rule (does a matching rule exist in that chain?).\n',
  });
  expect(framework.network.filter.refuses(quic(10_077))).toBe(false);
});

it('each family has rules of its own', async () => {
  await root(`ip6tables -A OUTPUT ${QUIC}`);
  expect(framework.network.filter.refuses(quic(10_077))).toBe(false);
  expect((await root('ip6tables -S OUTPUT')).stdout).toContain('--reject-with icmp6-port-unreachable');
});

it('the first rule that fits decides, also one for all but a uid', async () => {
  await root('iptables -A OUTPUT -p tcp ! -d 127.0.0.1 --dport 80 -j ACCEPT');
  await root('iptables -A OUTPUT -p tcp -m owner ! --uid-owner 10077-10079 -j DROP');
  const tcp = (uid: number, port: number) =>
    ({ family: 4, protocol: 'tcp', uid, address: '198.18.0.1', port, bytes: 60 }) as const;
  const { filter } = framework.network;
  expect([tcp(10_001, 80), tcp(10_001, 81), tcp(10_078, 81)].map((one) => filter.refuses(one))).toEqual([
    false,
    true,
    false,
  ]);
});

it('nat leads to another port of the phone’s own', async () => {
  const rule = '-p tcp -d 127.0.0.1 --dport 8080 -m owner --uid-owner 10077 -j REDIRECT --to-ports 8081';
  expect((await root(`iptables -t nat -A OUTPUT ${rule}`)).code).toBe(0);
  const packet = {
    family: 4,
    protocol: 'tcp',
    uid: 10_077,
    address: '127.0.0.1',
    port: 8080,
    bytes: 60,
  } as const;
  expect(framework.network.filter.redirects(packet)).toBe(8081);
  expect(framework.network.filter.redirects({ ...packet, uid: 10_078 })).toBeUndefined();
  expect(framework.network.filter.refuses(packet)).toBe(false);
});

it('nobody but root changes a rule, or sees one', async () => {
  for (const line of [`iptables -I OUTPUT ${QUIC}`, 'iptables -S OUTPUT'])
    expect(await framework.run(line.split(' '))).toEqual({
      code: 3,
      stdout: '',
      stderr:
        "iptables v1.6.1: can't initialize iptables table `filter': Permission denied (you must be root)\nPerhaps iptables or your kernel needs to be upgraded.\n",
    });
  expect(framework.network.filter.refuses(quic(10_077))).toBe(false);
});

it.each([
  ['iptables', 2],
  ['iptables -A OUTPUT --dport 443 -j DROP', 2],
  ['iptables -A OUTPUT -p icmp -j DROP', 2],
  ['iptables -A OUTPUT -m owner --uid-owner me -j DROP', 2],
  ['iptables -A OUTPUT -j MARK', 2],
  ['iptables -A OUTPUT -j REDIRECT', 2],
  ['iptables -A OUTPUT --colour red -j DROP', 2],
  ['iptables -A INPUT -j DROP', 1],
])('%s is refused', async (line, code) => {
  const ran = await root(line);
  expect([ran.code, ran.stderr !== '']).toEqual([code, true]);
  expect(framework.network.filter.rules(4, 'filter')).toEqual([]);
});
