/** Bytes that the phone's kernel counted for one UID over its network interfaces since the statistics began. */
export interface UidBytes {
  readonly uid: number;
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

const IDENT = /\bident=\[.*\buid=(-?\d+) set=(\w+) tag=(0x[0-9a-f]+)/;
const BUCKET = /\bst=\d+ rb=(\d+) rp=\d+ tb=(\d+)\b|\brxBytes=(\d+) rxPackets=\d+ txBytes=(\d+)\b/;

/**
 * Sums the `UID stats:` section of `dumpsys netstats detail` (Android 6 to 16) by UID: rows with `tag=0x0` and set
 * DEFAULT or FOREGROUND. Tagged rows are a breakdown of these, and `set=ALL` rows belong to interfaces, not to UIDs.
 * Returns `undefined` when the output has no such section, which is not the same as no traffic, and when the phone left
 * buckets out (it prints the last 32 unless it is asked for all): the sum would shrink as old ones go.
 */
export function parseNetworkCounters(output: string): ReadonlyMap<number, UidBytes> | undefined {
  if (!/^\s*UID stats:/m.test(output)) return undefined;
  const totals = new Map<number, UidBytes>();
  let counted: number | undefined;
  const section = uidSection(output);
  if (section.some((line) => /^\s*\(omitting \d+ buckets\)/.test(line))) return undefined;
  for (const line of section) {
    const ident = IDENT.exec(line);
    if (ident !== null) {
      const [, uid, set, tag] = ident;
      counted = tag === '0x0' && (set === 'DEFAULT' || set === 'FOREGROUND') ? Number(uid) : undefined;
      continue;
    }
    const bucket = BUCKET.exec(line);
    if (bucket === null || counted === undefined) continue;
    const sum = totals.get(counted) ?? { uid: counted, sentBytes: 0, receivedBytes: 0 };
    totals.set(counted, {
      uid: counted,
      receivedBytes: sum.receivedBytes + Number(bucket[1] ?? bucket[3]),
      sentBytes: sum.sentBytes + Number(bucket[2] ?? bucket[4]),
    });
  }
  return totals;
}

function uidSection(output: string): readonly string[] {
  const lines = output.split('\n');
  const start = lines.findIndex((line) => /^\s*UID stats:/.test(line));
  const end = lines.findIndex((line, index) => index > start && /^\S|^\s*UID tag stats:/.test(line));
  return lines.slice(start + 1, end < 0 ? undefined : end);
}
