import type { UidSocket } from '../model/signal.ts';

const ROW =
  /^\s*\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) ([0-9A-F]{2}) \S+ \S+ \S+\s+(\d+)\s/;

/** Reads `/proc/net/{tcp,tcp6,udp,udp6}`, one or several after each other. `undefined` without the kernel's heading. */
export function parseUidSockets(
  output: string,
  protocol: UidSocket['protocol'],
  uid: number,
): readonly UidSocket[] | undefined {
  if (!/^\s*sl\s+local_address\s+rem/m.test(output)) return undefined;
  return output.split('\n').flatMap((line) => {
    const [, local = '', localPort = '', remote = '', remotePort = '', state = '', owner] =
      ROW.exec(line) ?? [];
    if (owner === undefined || Number(owner) !== uid) return [];
    return [
      {
        protocol,
        localAddress: kernelAddress(local),
        localPort: Number.parseInt(localPort, 16),
        remoteAddress: kernelAddress(remote),
        remotePort: Number.parseInt(remotePort, 16),
        state,
      },
    ];
  });
}

/** The kernel prints words of 32 bits as the processor has them: on every Android the lowest byte first. */
export function kernelAddress(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) =>
    [6, 4, 2, 0].map((at) => Number.parseInt(word.slice(at, at + 2), 16)),
  );
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (bytes.length === 4 || mapped) return bytes.slice(-4).join('.');
  const groups = [0, 2, 4, 6, 8, 10, 12, 14].map((at) => (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0));
  return groups.map((group) => group.toString(16)).join(':');
}
