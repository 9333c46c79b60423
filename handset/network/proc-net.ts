import type { Network, OpenSocket, TcpState, TrafficRow } from '../network-parts.ts';
import type { FileOwner, PhoneFiles } from '../shell-parts.ts';
import type { AndroidVersion } from '../system/android-version.ts';
import { sum } from './traffic-counter.ts';

const OWNER: FileOwner = { uid: 0, gid: 0, mode: 0o444 };
const COLUMNS = 'st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const UDP_COLUMNS = `${COLUMNS} ref pointer drops`;
const NARROW = '  sl  local_address rem_address   ';
const WIDE = '  sl  local_address                         remote_address                        ';

/** The kernels of Android 10 and later have no xt_qtaguid: eBPF counts there, which no file shows. */
const LAST_API_WITH_QTAGUID = 28;
/** Sockets that wait for late packets go by themselves, which nobody tells of. */
const TIME_WAIT_MS = 60_000;

/** Keeps `/proc/net/tcp` and its sisters, and the counters of xt_qtaguid, as the sockets of the apps are. */
export async function serveProcNet(
  android: AndroidVersion,
  network: Network,
  files: PhoneFiles,
): Promise<{ close(): Promise<void> }> {
  let stale = false;
  let closed = false;
  const written = new Map<string, string>();
  let writing: Promise<void> = Promise.resolve();
  let again: NodeJS.Timeout | undefined;
  const write = async (): Promise<void> => {
    if (closed) return;
    stale = false;
    for (const [name, text] of procNetFiles(android, network)) {
      if (written.get(name) === text) continue;
      written.set(name, text);
      // A reader finds the file before or the one after, never a part.
      await files.write(`/proc/net/.next`, Buffer.from(text), OWNER);
      await files.rename('/proc/net/.next', `/proc/net/${name}`);
    }
    clearTimeout(again);
    if (network.sockets().some(({ state }) => state === 'TIME_WAIT'))
      again = setTimeout(later, TIME_WAIT_MS).unref();
  };
  const later = (): void => {
    if (stale || closed) return;
    stale = true;
    writing = writing.then(write);
  };
  network.onChange(later);
  if (android.api <= LAST_API_WITH_QTAGUID)
    await files.write('/proc/net/xt_qtaguid/stats', new Uint8Array(), OWNER);
  await write();
  return {
    async close() {
      closed = true;
      clearTimeout(again);
      await writing;
    },
  };
}

/** The files by name, in the forms of the kernel (net/ipv4/tcp_ipv4.c, net/ipv6/tcp_ipv6.c, net/ipv4/udp.c). */
export function procNetFiles(
  android: AndroidVersion,
  network: Pick<Network, 'sockets' | 'traffic'>,
): readonly (readonly [name: string, text: string])[] {
  // Java's sockets are of IPv6 also when they reach an IPv4 address: no app is in `tcp` and `udp`.
  const rows = (protocol: OpenSocket['protocol'], row: typeof tcp6Row): string =>
    network
      .sockets()
      .filter((socket) => socket.protocol === protocol)
      .map((socket, index) => `${row(socket, index)}\n`)
      .join('');
  return [
    ['tcp', `${(NARROW + COLUMNS).padEnd(149)}\n`],
    ['tcp6', `${WIDE}${COLUMNS}\n${rows('tcp', tcp6Row)}`],
    ['udp', `${(NARROW + UDP_COLUMNS).padEnd(127)}\n`],
    ['udp6', `${WIDE}${UDP_COLUMNS}\n${rows('udp', udp6Row)}`],
    ...(android.api <= LAST_API_WITH_QTAGUID
      ? [['xt_qtaguid/stats', qtaguid(network.traffic())] as const]
      : []),
  ];
}

/** include/net/tcp_states.h; UDP sockets that are bound and not connected are in `CLOSE`. */
const STATES: Readonly<Record<TcpState, string>> = {
  ESTABLISHED: '01',
  SYN_SENT: '02',
  FIN_WAIT2: '05',
  TIME_WAIT: '06',
  CLOSE: '07',
  CLOSE_WAIT: '08',
  LISTEN: '0A',
};

function tcp6Row(socket: OpenSocket, index: number): string {
  const { state, uid, inode } = socket;
  const start = rowStart(socket, String(index).padStart(4));
  if (state === 'TIME_WAIT')
    return `${start} 00000000:00000000 03:00001770 00000000     0        0 0 3 0000000000000000`;
  const tail = state === 'LISTEN' ? '100 0 0 10 0' : '20 4 30 10 -1';
  return `${start} ${QUEUES} ${String(uid).padStart(5)} ${'0'.padStart(8)} ${inode} 1 0000000000000000 ${tail}`;
}

function udp6Row(socket: OpenSocket, index: number): string {
  const start = rowStart(socket, String(index).padStart(5));
  return `${start} ${QUEUES} ${String(socket.uid).padStart(5)} ${'0'.padStart(8)} ${socket.inode} 2 0000000000000000 0`;
}

const QUEUES = '00000000:00000000 00:00000000 00000000';

function rowStart({ local, remote, state }: OpenSocket, number: string): string {
  return `${number}: ${end(local)} ${end(remote)} ${STATES[state]}`;
}

/** An IPv4 address mapped into IPv6, each word in the byte order of the processor; none at all is all zeros. */
function end({ address, port }: OpenSocket['local']): string {
  if (address === '0.0.0.0') return `${'0'.repeat(32)}:${hex(port, 4)}`;
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

/** Two rows for each uid, tag and interface: first the background's, then the foreground's. */
function qtaguid(traffic: readonly TrafficRow[]): string {
  const groups = new Map<string, TrafficRow[]>();
  for (const row of traffic) {
    const key = `${row.interface} 0x${(BigInt(row.tag) << 32n).toString(16)} ${row.uid}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const rows = [...groups].flatMap(([key, ofKey]) =>
    (['DEFAULT', 'FOREGROUND'] as const).map((set, number) => {
      const found = ofKey.find((row) => row.set === set);
      return `${key} ${number} ${numbers(found)}`;
    }),
  );
  return [QTAGUID_HEADER, ...rows.map((row, index) => `${index + 2} ${row}`), ''].join('\n');
}

function numbers(row: TrafficRow | undefined): string {
  if (row === undefined) return Array.from({ length: 16 }, () => '0').join(' ');
  const { tcp, udp } = row;
  const all = sum(tcp, udp);
  return [
    ...[all.receivedBytes, all.receivedPackets, all.sentBytes, all.sentPackets],
    ...[tcp.receivedBytes, tcp.receivedPackets, udp.receivedBytes, udp.receivedPackets, 0, 0],
    ...[tcp.sentBytes, tcp.sentPackets, udp.sentBytes, udp.sentPackets, 0, 0],
  ].join(' ');
}
