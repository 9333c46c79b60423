import { kernelAddress } from '../uid-sockets.ts';

/** One line of the script on the phone. */
export type SocketLine =
  | { readonly kind: 'looked'; readonly atMs: readonly number[]; readonly rows: readonly SocketRow[] }
  /** The phone lets the shell read no table. */
  | { readonly kind: 'blind' };

/** A socket in a table of the kernel. */
export interface SocketRow {
  readonly protocol: 'tcp' | 'udp';
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly state: string;
  readonly uid: number;
}

const LOOKED = /^((?: \d{1,12}\.\d{1,9})+) \|((?: \S+)*)$/;
const ROW =
  /^(tcp|udp)6?,([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}),([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}),([0-9A-F]{2}),(\d{1,10})$/;
const LONGEST = 4 * 1024 * 1024;

/** Puts chunks together to lines, and hands out those that are whole and the script's. */
export function createSocketLineReader(
  mark: string,
  take: (line: SocketLine) => void,
): { push(chunk: Uint8Array): void } {
  let rest = '';
  return {
    push(chunk) {
      rest += Buffer.from(chunk).toString('latin1');
      const lines = rest.split('\n');
      rest = (lines.pop() ?? '').slice(-LONGEST);
      for (const line of lines) {
        const read = readSocketLine(line.replace(/\r$/, ''), mark);
        if (read !== undefined) take(read);
      }
    },
  };
}

export function readSocketLine(line: string, mark: string): SocketLine | undefined {
  if (!line.startsWith(`${mark} `) || !line.endsWith(` ${mark}.`)) return undefined;
  const inner = line.slice(mark.length, -mark.length - 2);
  if (inner === ' blind') return { kind: 'blind' };
  const [, times, rows] = LOOKED.exec(inner) ?? [];
  if (times === undefined || rows === undefined) return undefined;
  return {
    kind: 'looked',
    atMs: times
      .trim()
      .split(' ')
      .map((seconds) => Number(seconds) * 1000),
    rows: rows.split(' ').flatMap((word): readonly SocketRow[] => (word === '' ? [] : (readRow(word) ?? []))),
  };
}

function readRow(word: string): readonly SocketRow[] | undefined {
  const [, protocol, local = '', localPort = '', remote = '', remotePort = '', state = '', uid] =
    ROW.exec(word) ?? [];
  if (protocol === undefined) return undefined;
  return [
    {
      protocol: protocol === 'udp' ? 'udp' : 'tcp',
      localAddress: kernelAddress(local),
      localPort: Number.parseInt(localPort, 16),
      remoteAddress: kernelAddress(remote),
      remotePort: Number.parseInt(remotePort, 16),
      state,
      uid: Number(uid),
    },
  ];
}
