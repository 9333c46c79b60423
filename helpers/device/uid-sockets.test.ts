import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUidSockets } from './uid-sockets.ts';

const HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const row = (local: string, remote: string, state: string, uid: number): string =>
  `   0: ${local} ${remote} ${state} 00000000:00000000 03:00001770 00000000 ${String(uid).padStart(5)}        0 0 3 0000000000000000\n`;

describe('/proc/net', () => {
  it.each([
    ['IPv4', '0100007F:1F90', '0A0200C0:01BB', ['127.0.0.1', 8080, '192.0.2.10', 443]],
    [
      'IPv4 mapped into IPv6',
      '0000000000000000FFFF00006401A8C0:8000',
      '0000000000000000FFFF00000F02000A:01BB',
      ['192.168.1.100', 32_768, '10.0.2.15', 443],
    ],
    [
      'IPv6',
      'B80D01200000000067452301EFCDAB89:0035',
      '00000000000000000000000001000000:0050',
      ['2001:db8:0:0:123:4567:89ab:cdef', 53, '0:0:0:0:0:0:0:1', 80],
    ],
  ])('names an address of %s, whose words have their lowest byte first', (_, local, remote, [a, b, c, d]) => {
    expect(parseUidSockets(HEAD + row(local, remote, '01', 10_077), 'tcp', 10_077)).toEqual([
      { protocol: 'tcp', localAddress: a, localPort: b, remoteAddress: c, remotePort: d, state: '01' },
    ]);
  });

  it('gives the sockets of one uid, over several files after each other', () => {
    const other = row('0100007F:1F90', '0A0200C0:01BB', '0A', 0);
    const own = row('00000000:14E9', '00000000:0000', '07', 10_077);
    expect(parseUidSockets(HEAD + other + HEAD + own + other, 'udp', 10_077)).toHaveLength(1);
    expect(parseUidSockets(HEAD + other, 'udp', 10_077)).toEqual([]);
  });

  it('is not understood without its heading', () => {
    expect(parseUidSockets('cat: /proc/net/tcp: Permission denied\n', 'tcp', 1)).toBeUndefined();
  });

  it('never throws, whatever the phone prints', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseUidSockets(HEAD + text, 'tcp', 1)));
  });
});
