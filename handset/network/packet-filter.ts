/** What a rule looks at of what an app sends: the first packet of a connection, or a datagram. */
export interface OutgoingPacket {
  readonly family: IpFamily;
  readonly uid: number;
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
  /** With its headers, as the kernel counts it. */
  readonly bytes: number;
}

export type IpFamily = 4 | 6;
export type FilterTable = 'filter' | 'nat';

/** Where a match is negated (`!`), it fits all others. */
interface FilterMatch {
  readonly protocol?: 'tcp' | 'udp';
  readonly destination?: { readonly address: string; readonly not: boolean };
  readonly uids?: { readonly from: number; readonly to: number; readonly not: boolean };
  readonly port?: { readonly number: number; readonly not: boolean };
}

export type FilterTarget =
  | { readonly kind: 'ACCEPT' | 'DROP' | 'REJECT' }
  | { readonly kind: 'REDIRECT'; readonly toPort: number };

export interface FilterRule extends FilterMatch {
  readonly target: FilterTarget;
}

export interface CountedRule extends FilterRule {
  readonly packets: number;
  readonly bytes: number;
}

/** The kernel's rules for what is sent (netfilter, chain OUTPUT), each with what it has met. Lost at a reboot. */
export interface PacketFilter {
  rules(family: IpFamily, table: FilterTable): readonly CountedRule[];
  /** At a place from 0 on, or behind all others. */
  add(place: FilterPlace, rule: FilterRule, at?: number): void;
  /** The first that is the same; false if there is none. */
  remove(place: FilterPlace, rule: FilterRule): boolean;
  has(place: FilterPlace, rule: FilterRule): boolean;
  clear(place: FilterPlace): void;
  /** Whether it may leave, by the first rule that fits; counts it there. */
  refuses(packet: OutgoingPacket): boolean;
  /** To which port of the phone's own it is led instead; counts it there. */
  redirects(packet: OutgoingPacket): number | undefined;
  rebooted(): void;
}

interface FilterPlace {
  readonly family: IpFamily;
  readonly table: FilterTable;
}

export function createPacketFilter(): PacketFilter {
  const chains = new Map<string, CountedRule[]>();
  const chainOf = ({ family, table }: FilterPlace): CountedRule[] => {
    const key = `${family} ${table}`;
    const chain = chains.get(key) ?? [];
    chains.set(key, chain);
    return chain;
  };
  const place = (at: FilterPlace, rule: FilterRule): number =>
    chainOf(at).findIndex(({ packets: _, bytes: __, ...one }) => isSame(one, rule));
  const met = (table: FilterTable, packet: OutgoingPacket): FilterTarget | undefined => {
    const chain = chainOf({ family: packet.family, table });
    const index = chain.findIndex((rule) => fits(rule, packet));
    const rule = chain[index];
    if (rule === undefined) return undefined;
    chain[index] = { ...rule, packets: rule.packets + 1, bytes: rule.bytes + packet.bytes };
    return rule.target;
  };
  return {
    rules: (family, table) => chainOf({ family, table }),
    add(at, rule, index) {
      const chain = chainOf(at);
      chain.splice(index ?? chain.length, 0, { ...rule, packets: 0, bytes: 0 });
    },
    remove(at, rule) {
      const index = place(at, rule);
      if (index >= 0) chainOf(at).splice(index, 1);
      return index >= 0;
    },
    has: (at, rule) => place(at, rule) >= 0,
    clear: (at) => void chainOf(at).splice(0),
    refuses(packet) {
      const kind = met('filter', packet)?.kind;
      return kind === 'DROP' || kind === 'REJECT';
    },
    redirects(packet) {
      const target = met('nat', packet);
      return target?.kind === 'REDIRECT' ? target.toPort : undefined;
    },
    rebooted: () => chains.clear(),
  };
}

function isSame(one: FilterRule, other: FilterRule): boolean {
  const parts = ({ protocol, destination, uids, port, target }: FilterRule): string =>
    JSON.stringify([protocol, destination, uids, port, target]);
  return parts(one) === parts(other);
}

function fits(rule: FilterMatch, { uid, protocol, address, port }: OutgoingPacket): boolean {
  const { destination, uids } = rule;
  return (
    (rule.protocol === undefined || rule.protocol === protocol) &&
    (destination === undefined || (destination.address === address) !== destination.not) &&
    (uids === undefined || (uid >= uids.from && uid <= uids.to) !== uids.not) &&
    (rule.port === undefined || (rule.port.number === port) !== rule.port.not)
  );
}
