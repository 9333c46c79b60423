import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Flow } from '../helpers/model/flow.ts';
import { HARNESS_HOST, SPEECHES } from './contract/cases.fake.ts';
import { enginesOn } from './contract/engines.fake.ts';
import { type ContractOrigin, startContractOrigin } from './contract/origin.fake.ts';
import { CONTRACT, type ContractCase, type EngineDifference } from './contract.ts';
import type { EngineChoice } from './messages.ts';
import { MITMDUMP_DIFFERENCES } from './mitmdump/differences.ts';
import { MOCKTTP_DIFFERENCES } from './mockttp/differences.ts';
import { startProxy } from './proxy.ts';

const DIFFERENCES: { readonly [Kind in EngineChoice['kind']]: readonly EngineDifference[] } = {
  mockttp: MOCKTTP_DIFFERENCES,
  mitmdump: MITMDUMP_DIFFERENCES,
};

let home: string;
let origin: ContractOrigin;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'contract-spec-'));
  origin = await startContractOrigin(home);
});

afterAll(async () => {
  origin.close();
  await rm(home, { recursive: true, force: true });
});

describe.each(await enginesOn(process.env.PATH))('$kind', (engine) => {
  const differences = DIFFERENCES[engine.kind];
  let flows: readonly Flow[];
  const ports = new Map<ContractCase, number | undefined>();

  beforeAll(async () => {
    const bundleDirectory = path.join(home, engine.kind);
    await mkdir(path.join(bundleDirectory, 'objects'), { recursive: true });
    const proxy = await startProxy({
      engine,
      bundleDirectory,
      authorityDirectory: path.join(home, `${engine.kind}-authority`),
      upstream: { authorityFile: origin.certificateFile },
      forwards: [{ host: HARNESS_HOST, to: `http://127.0.0.1:${origin.http}` }],
    });
    try {
      const ends = { proxyPort: proxy.port, authority: proxy.authority.certificatePem, origin };
      for (const name of CONTRACT) ports.set(name, await SPEECHES[name].speak(ends).catch(() => undefined));
      await proxy.settle(2_000);
    } finally {
      await proxy.stop();
    }
    flows = await readFlows(bundleDirectory);
  }, 120_000);

  function flowsOf(name: ContractCase): readonly Flow[] {
    const connections = flows.filter(
      (flow) => flow.kind === 'connection' && flow.clientPort === ports.get(name),
    );
    expect(connections).toHaveLength(1);
    const id = connections[0]?.id;
    return flows.filter((flow) => 'connection' in flow && flow.connection === id);
  }

  const different = new Map(differences.map((difference) => [difference.of, difference]));

  it.each(CONTRACT.filter((name) => !different.has(name)))('records %s', (name) => {
    SPEECHES[name].holds(flowsOf(name));
  });

  it.each(differences)('says that it did not record $of', ({ of, shows }) => {
    const seen = flowsOf(of);
    expect(() => SPEECHES[of].holds(seen)).toThrow();
    expect(gapsOf(seen)).toContain(shows);
  });

  it('leaves a line for every connection', () => {
    expect([...ports].filter(([, port]) => port === undefined)).toEqual([]);
  });
});

function gapsOf(flows: readonly Flow[]): readonly EngineDifference['shows'][] {
  return flows.flatMap((flow) => {
    if (flow.kind === 'unreadable') return [flow.reason];
    return flow.kind === 'exchange' && !flow.request.complete ? ['request-cut-off' as const] : [];
  });
}

async function readFlows(bundle: string): Promise<readonly Flow[]> {
  const text = await readFile(path.join(bundle, 'flows.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Flow);
}
