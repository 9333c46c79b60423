import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import type { Flow } from '../../helpers/model/flow.ts';
import type { EngineChoice } from '../messages.ts';
import { type RunningProxy, startProxy } from '../proxy.ts';
import { type Ends, heard, over, secured } from './client.fake.ts';
import { type ContractOrigin, startContractOrigin } from './origin.fake.ts';

/** A proxy that recorded one request before something goes wrong. */
export interface FaultyRun {
  readonly proxy: RunningProxy;
  readonly ends: Ends;
  readonly bundle: string;
  /** What the engine's processes hold in memory at most since it began, above what they held then. */
  extraMegabytes(): number;
  /** The same of each of them, our own process first. */
  extraOfEach(): readonly number[];
  /** A request goes through, and is recorded. */
  stillWorks(): Promise<void>;
  /** Ends it. The request of before must be there; gives all that was recorded. */
  finish(): Promise<readonly Flow[]>;
}

export async function faultyRun(engine: EngineChoice): Promise<FaultyRun> {
  const home = await mkdtemp(path.join(tmpdir(), 'faults-spec-'));
  const bundle = path.join(home, 'bundle');
  await mkdir(path.join(bundle, 'objects'), { recursive: true });
  const origin = await startContractOrigin(home);
  const proxy = await startProxy({
    engine,
    bundleDirectory: bundle,
    authorityDirectory: path.join(home, 'authority'),
    upstream: { authorityFile: origin.certificateFile },
  });
  const ends = { proxyPort: proxy.port, authority: proxy.authority.certificatePem, origin };
  await ask(ends, '/before');
  await proxy.settle(5_000);
  const idle = megabytes(proxy.pid, 'VmRSS');
  const idleOfEach = ofEach(proxy.pid, 'VmRSS');
  return {
    proxy,
    ends,
    bundle,
    extraMegabytes: () => megabytes(proxy.pid, 'VmHWM') - idle,
    extraOfEach: () => ofEach(proxy.pid, 'VmHWM').map((peak, at) => peak - (idleOfEach[at] ?? 0)),
    stillWorks: () => ask(ends, '/after'),
    finish: () => finish(proxy, { home, bundle, origin }),
  };
}

async function ask(ends: Ends, where: string): Promise<void> {
  const socket = await secured(ends, ends.origin.https);
  socket.write(`GET ${where} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  expect(await heard(socket, /[0-9a-f]{64}/)).toContain(where);
  await over(socket);
}

interface Surroundings {
  readonly home: string;
  readonly bundle: string;
  readonly origin: ContractOrigin;
}

async function finish(proxy: RunningProxy, { home, bundle, origin }: Surroundings): Promise<readonly Flow[]> {
  await proxy.stop();
  origin.close();
  const text = await readFile(path.join(bundle, 'flows.jsonl'), 'utf8');
  const flows = inLines(text);
  await rm(home, { recursive: true, force: true });
  expect(flows.some((flow) => flow.kind === 'exchange' && flow.url.endsWith('/before'))).toBe(true);
  return flows;
}

/** Those that are whole. */
export function inLines(text: string): readonly Flow[] {
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as Flow];
    } catch {
      return [];
    }
  });
}

/** Of a process and its descendants (proc(5)). */
function ofEach(pid: number, field: 'VmRSS' | 'VmHWM'): readonly number[] {
  const own = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return [Number(own?.[1]) / 1024, ...childrenOf(pid).flatMap((child) => ofEach(child, field))];
}

function megabytes(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  return ofEach(pid, field).reduce((sum, one) => sum + one, 0);
}

export function childrenOf(pid: number): readonly number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
}
