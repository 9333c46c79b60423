import type { FileOwner, Network, OpenSocket, PhoneFiles } from '../parts.ts';

const OWNER: FileOwner = { uid: 0, gid: 0, mode: 0o444 };
const COLUMNS = 'st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const UDP_COLUMNS = `${COLUMNS} ref pointer drops`;
const NARROW = '  sl  local_address rem_address   ';
const WIDE = '  sl  local_address                         remote_address                        ';

/** Keeps `/proc/net/tcp` and its sisters, and the counters of xt_qtaguid, as the sockets of the apps are. */
export async function serveProcNet(network: Network, files: PhoneFiles): Promise<{ close(): Promise<void> }> {
  let stale = false;
  let closed = false;
  const written = new Map<string, string>();
  let writing: Promise<void> = Promise.resolve();
  const write = async (): Promise<void> => {
    if (closed) return;
    stale = false;
    for (const [name, text] of procNetFiles(network)) {
      if (written.get(name) === text) continue;
      written.set(name, text);
      // A reader finds the file before or the one after, never a part.
      await files.write(`/proc/net/.next`, Buffer.from(text), OWNER);
      await files.rename('/proc/net/.next', `/proc/net/${name}`);
    }
  };
  network.onChange(() => {
    if (stale || closed) return;
    stale = true;
    writing = writing.then(write);
  });
  await files.write('/proc/net/xt_qtaguid/stats', new Uint8Array(), OWNER);
  await write();
  return {
    async close() {
      closed = true;
      await writing;
    },
  };
}

/** The files by name, in the forms of the kernel (net/ipv4/tcp_ipv4.c, net/ipv6/tcp_ipv6.c, net/ipv4/udp.c). */
export function procNetFiles(
  network: Pick<Network, 'sockets' | 'counters'>,
): readonly (readonly [name: string, text: string])[] {
  // Java's sockets are of IPv6 also when they reach an IPv4 address: no app is in `tcp`.
  const rows = network.sockets().map((socket, index) => `${tcp6Row(socket, index)}\n`);
  return [
    ['tcp', `${(NARROW + COLUMNS).padEnd(149)}\n`],
    ['tcp6', `${WIDE}${COLUMNS}\n${rows.join('')}`],
    ['udp', `${(NARROW + UDP_COLUMNS).padEnd(127)}\n`],
    ['udp6', `${WIDE}${UDP_COLUMNS}\n`],
    ['xt_qtaguid/stats', qtaguid(network.counters())],
  ];
}

const ESTABLISHED = '01';

function tcp6Row({ uid, local, remote, inode }: OpenSocket, index: number): string {
  const number = String(index).padStart(4);
  const queues = '00000000:00000000 00:00000000 00000000';
  return `${number}: ${end(local)} ${end(remote)} ${ESTABLISHED} ${queues} ${String(uid).padStart(5)} ${'0'.padStart(8)} ${inode} 1 0000000000000000 20 4 30 10 -1`;
}

/** An IPv4 address mapped into IPv6, each word in the byte order of the processor. */
function end({ address, port }: OpenSocket['local']): string {
  const bytes = address.split('.').map((one) => hex(Number(one), 2));
  return `0000000000000000FFFF0000${bytes.reverse().join('')}:${hex(port, 4)}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}

const QTAGUID_HEADER = `idx iface acct_tag_hex uid_tag_int cnt_set rx_bytes rx_packets tx_bytes tx_packets ${[
  'rx',
  'tx',
]
  .flatMap((way) => ['tcp', 'udp', 'other'].map((kind) => `${way}_${kind}_bytes ${way}_${kind}_packets`))
  .join(' ')}`;
const NOTHING = '0 0';

/** As `dumpsys netstats` after a poll: all in the background's set, packets of 1,500 bytes. */
function qtaguid(counters: ReturnType<Network['counters']>): string {
  const rows = [...counters].flatMap(([uid, { sentBytes, receivedBytes }]) => {
    const received = `${receivedBytes} ${Math.ceil(receivedBytes / 1500)}`;
    const sent = `${sentBytes} ${Math.ceil(sentBytes / 1500)}`;
    const background = [received, sent, received, NOTHING, NOTHING, sent, NOTHING, NOTHING].join(' ');
    const foreground = Array.from({ length: 8 }, () => NOTHING).join(' ');
    return [`wlan0 0x0 ${uid} 0 ${background}`, `wlan0 0x0 ${uid} 1 ${foreground}`];
  });
  return [QTAGUID_HEADER, ...rows.map((row, index) => `${index + 2} ${row}`), ''].join('\n');
}
