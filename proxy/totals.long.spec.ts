import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionFlow, Flow } from '../helpers/model/flow.ts';
import { CLIENTS, type Said } from './mixed-clients.fake.ts';
import { type Origins, startOrigins } from './origins.fake.ts';
import { startProxy } from './proxy.ts';

const CONNECTIONS = 528;
const AT_ONCE = 8;
/** RFC 8446, section 6.1, encrypted: five bytes of head, two of alert, one of type, and a tag of sixteen. */
const CLOSING_ALERT_BYTES = 24;

interface Met {
  readonly kind: string;
  readonly said: Said;
  readonly connection: ConnectionFlow;
}

let home: string;
let origins: Origins;
let flows: readonly Flow[];
let met: readonly Met[];

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'totals-spec-'));
  const bundle = path.join(home, 'bundle');
  await mkdir(path.join(bundle, 'objects'), { recursive: true });
  origins = await startOrigins();
  const authorityFile = path.join(home, 'origins.pem');
  await writeFile(authorityFile, origins.certificate);
  const proxy = await startProxy({
    bundleDirectory: bundle,
    authorityDirectory: path.join(home, 'authority'),
    upstream: { proxyUrl: origins.proxyUrl, authorityFile },
  });
  const around = { proxyPort: proxy.port, ca: proxy.authority.certificatePem };
  const said: { kind: string; said: Said }[] = [];
  let begun = 0;
  const work = async (): Promise<void> => {
    while (begun < CONNECTIONS) {
      begun += 1;
      const name = String(begun);
      const [kind, client] = CLIENTS[begun % CLIENTS.length] ?? [];
      if (kind !== undefined && client !== undefined) said.push({ kind, said: await client(around, name) });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await proxy.settle(5_000);
  await proxy.stop();
  const lines = (await readFile(path.join(bundle, 'flows.jsonl'), 'utf8')).trimEnd().split('\n');
  flows = lines.map((line) => JSON.parse(line) as Flow);
  met = meet(said);
}, 180_000);

afterAll(async () => {
  origins.stop();
  await rm(home, { recursive: true, force: true });
});

/** Ports are used again: the connections of one follow each other in the order in which they were opened. */
function meet(said: readonly { readonly kind: string; readonly said: Said }[]): readonly Met[] {
  const left = flows.filter((flow) => flow.kind === 'connection').toSorted((a, b) => a.openedMs - b.openedMs);
  return said.flatMap((one) => {
    const at = left.findIndex(({ clientPort }) => clientPort === one.said.clientPort);
    const [connection] = at === -1 ? [] : left.splice(at, 1);
    return connection === undefined ? [] : [{ ...one, connection }];
  });
}

const kindsOf = (odd: readonly Met[]): readonly string[] => [...new Set(odd.map(({ kind }) => kind))];

describe(`over ${CONNECTIONS} connections of ${CLIENTS.length} kinds`, () => {
  it('every one has a line', () => {
    expect(met).toHaveLength(CONNECTIONS);
    expect(flows.filter(({ kind }) => kind === 'connection')).toHaveLength(CONNECTIONS);
  });

  it('the tap counted what the client sent, to the byte', () => {
    expect(kindsOf(met.filter(({ said, connection }) => connection.bytesIn !== said.bytesSent))).toEqual([]);
  });

  it('the tap counted what the client read, to the byte, where it read to the end', () => {
    const read = met.filter(({ said }) => said.inOrder);
    expect(kindsOf(read.filter(({ said, connection }) => connection.bytesOut !== said.bytesRead))).toEqual(
      [],
    );
  });

  it('the engine counted the same, but for a closing alert that came when it had closed', () => {
    const odd = met.filter(({ said, connection: { engine, bytesIn, bytesOut } }) => {
      if (engine === undefined || (said.inOrder && engine.bytesOut !== bytesOut)) return true;
      return ![0, CLOSING_ALERT_BYTES].includes(bytesIn - engine.bytesIn);
    });
    expect(kindsOf(odd)).toEqual([]);
  });

  it('every body, message and tunnel has the hash that its client knows, whole or cut off as it was', () => {
    const odd = met.filter(({ said, connection }) => {
      const recorded = flows.flatMap((flow) => bodiesOver(flow, connection));
      return said.bodies.some(
        ({ sha256, complete }) => !recorded.some((one) => one.sha256 === sha256 && one.complete === complete),
      );
    });
    expect(kindsOf(odd)).toEqual([]);
  });

  it('every connection is explained', () => {
    const explained = new Set(flows.flatMap((flow) => (flow.kind === 'connection' ? [] : [flow.connection])));
    expect(kindsOf(met.filter(({ connection }) => !explained.has(connection.id)))).toEqual([]);
  });

  it('nothing that was reset, abandoned or malformed counts as whole', () => {
    const broken = new Set(['abandonedByEnd', 'abandonedByReset', 'twoLengths', 'headWithoutEnd']);
    const whole = met.filter(
      ({ kind, connection }) =>
        broken.has(kind) &&
        flows.some((flow) => bodiesOver(flow, connection).some(({ complete }) => complete)),
    );
    expect(kindsOf(whole)).toEqual([]);
  });

  it('what arrived at the origin is what was recorded', () => {
    const recorded = new Map(
      flows.flatMap((flow) =>
        flow.kind === 'exchange' ? [[new URL(flow.url).pathname, flow.request] as const] : [],
      ),
    );
    const odd = [...origins.received].filter(([url, sha256]) => recorded.get(url)?.sha256 !== sha256);
    expect(odd).toEqual([]);
    expect(origins.received.size).toBeGreaterThan(CONNECTIONS / 3);
  });
});

function bodiesOver(flow: Flow, { id }: ConnectionFlow): readonly { sha256: string; complete: boolean }[] {
  if (flow.kind === 'connection' || flow.connection !== id) return [];
  switch (flow.kind) {
    case 'exchange':
      return [flow.request];
    case 'websocket-message':
      return flow.direction === 'sent' ? [flow.body] : [];
    case 'tunnel':
      return [flow.sent];
    case 'websocket':
    case 'unreadable':
      return [];
  }
}
