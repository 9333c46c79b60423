/** Queries for IPv4 addresses and their answers in DNS's own form (RFC 1035, 4.1). */

const HEADER = 12;
const TYPE_A = 1;
const CLASS_IN = 1;
const NAME_ERROR = 3;
const TTL_SECONDS = 300;

export interface DnsQuestion {
  readonly id: number;
  readonly name: string;
  /** Type and class included, as asked. */
  readonly bytes: Buffer;
  readonly type: number;
}

export function dnsQuery(id: number, name: string): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE(0x0100, 2); // Recursion desired.
  header.writeUInt16BE(1, 4);
  const labels = name.split('.').map((label) => {
    const bytes = Buffer.from(label);
    return Buffer.concat([Buffer.from([Math.min(63, bytes.length)]), bytes.subarray(0, 63)]);
  });
  return Buffer.concat([header, ...labels, Buffer.from([0, 0, TYPE_A, 0, CLASS_IN])]);
}

/** The one question of a query; `undefined` for anything else. */
export function readDnsQuestion(query: Buffer): DnsQuestion | undefined {
  if (query.length < HEADER || query.readUInt16BE(4) !== 1) return undefined;
  const labels: string[] = [];
  let at = HEADER;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    if (length > 63 || at + 1 + length > query.length) return undefined;
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  if (at + 5 > query.length) return undefined;
  return {
    id: query.readUInt16BE(0),
    name: labels.join('.').toLowerCase(),
    bytes: query.subarray(HEADER, at + 5),
    type: query.readUInt16BE(at + 1),
  };
}

export function dnsAnswer(question: DnsQuestion, addresses: readonly string[] | undefined): Buffer {
  const given = question.type === TYPE_A ? (addresses ?? []) : [];
  const header = Buffer.alloc(HEADER);
  header.writeUInt16BE(question.id, 0);
  header.writeUInt16BE(0x8180 | (addresses === undefined ? NAME_ERROR : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(given.length, 6);
  const records = given.map((address) => {
    const record = Buffer.alloc(16);
    record.writeUInt16BE(0xc000 | HEADER, 0); // The question's name.
    record.writeUInt16BE(TYPE_A, 2);
    record.writeUInt16BE(CLASS_IN, 4);
    record.writeUInt32BE(TTL_SECONDS, 6);
    record.writeUInt16BE(4, 10);
    Buffer.from(address.split('.').map(Number)).copy(record, 12);
    return record;
  });
  return Buffer.concat([header, question.bytes, ...records]);
}

/** The addresses of an answer. */
export function readDnsAnswer(answer: Buffer): readonly string[] {
  const question = readDnsQuestion(answer);
  if (question === undefined) return [];
  const addresses: string[] = [];
  let at = HEADER + question.bytes.length;
  for (let record = 0; record < answer.readUInt16BE(6) && at + 16 <= answer.length; record += 1, at += 16)
    addresses.push([...answer.subarray(at + 12, at + 16)].join('.'));
  return addresses;
}
