import { expect, it } from 'vitest';
import { parseRouteSource, phoneAddressTowards } from './phone-address.ts';

it.each([
  ['192.168.1.9 dev wlan0 table 1020 src 192.168.1.20 uid 2000 \n    cache ', '192.168.1.20'],
  ['10.0.2.2 via 10.0.2.2 dev eth0 src 10.0.2.15', '10.0.2.15'],
  ['local 192.168.1.20 dev lo table local src 192.168.1.20 uid 2000', undefined],
  ['RTNETLINK answers: Network is unreachable', undefined],
  ['', undefined],
])('the phone’s own address is read off its route: %j', (said, address) => {
  expect(parseRouteSource(said)).toBe(address);
});

it('a phone without a way to the address is a mistake of the command line', async () => {
  const adb = { attempt: async () => ({ exitCode: 2, stdout: '', stderr: 'Network is unreachable' }) };
  await expect(phoneAddressTowards(adb, '192.168.1.9')).rejects.toMatchObject({ code: 'USAGE' });
});
