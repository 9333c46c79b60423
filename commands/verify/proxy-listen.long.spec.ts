import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { Bundle } from '../../helpers/model/bundle.ts';
import type { ExchangeFlow } from '../../helpers/model/flow.ts';
import type { Judgement, Verdict } from '../../helpers/model/verdict.ts';
import { attributeFlow } from '../../helpers/verdicts/attribution.ts';
import { unaccountedBytes } from '../../helpers/verdicts/unaccounted-bytes.ts';
import { bundleOf, type Ended, follow, type Running, twoAtATime } from './verify-run.fake.ts';

const MAGPIES = path.join('handset', 'apps', 'fixtures', 'magpie');

/** The simulated phone's own address, this machine's in the same network, and one of a third party there. */
const [PHONE, MACHINE, STRANGER] = ['192.168.1.100', '192.168.1.9', '192.168.1.50'];
/** Free, since the network is new. */
const PORT = 18_080;

/** No screenshot of the simulated phone is smaller. */
const IMAGE_BYTES = 20_000;

/** Which of the magpies brings its image to its nest how. */
const WAYS = { keyword: 'through the proxy', 'past-the-proxy': 'past it' } as const;
type Way = keyof typeof WAYS;

interface Judged {
  readonly bundle: Bundle;
  readonly verdict: Verdict | undefined;
}

const judged = new Map<Way, Judged>();

beforeAll(async () => {
  const ways = Object.keys(WAYS) as Way[];
  const outcomes = await Promise.all(twoAtATime(ways.map((way) => () => verify(way))));
  for (const [index, way] of ways.entries()) {
    const outcome = outcomes[index];
    if (outcome !== undefined) judged.set(way, outcome);
  }
}, 600_000);

it('what goes through the proxy is the target’s by the phone’s own port, and explains what the kernel counted', () => {
  const { bundle, verdict } = outcomeOf('keyword');
  expect(verdict?.kind).toBe('violated');
  const upload = uploadOf(bundle);
  expect(attributeFlow(bundle, { connection: upload?.connection }).because).toContain('(exact)');
  expect(addressesOf(bundle)).toEqual([PHONE]);
  expect(upload?.request.bytes).toBeGreaterThan(IMAGE_BYTES);
  // The app keeps its connection open. Acknowledgements, options of TCP and smaller segments are left.
  expect(unaccountedOf(bundle)).toBeLessThan(sentTo('nest.magpie.example', bundle) / 20);
});

it('what goes past it is not explained, whatever went through it', () => {
  const { bundle, verdict } = outcomeOf('past-the-proxy');
  expect(verdict?.kind).toBe('inconclusive');
  expect(uploadOf(bundle)).toBeUndefined();
  expect(unaccountedOf(bundle)).toBeGreaterThan(IMAGE_BYTES);
  const gaps = verdict?.kind === 'inconclusive' ? verdict.gaps : [];
  expect(gaps.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['bytes-unaccounted', 'proxy-ignored']),
  );
});

it.each(Object.keys(WAYS) as Way[])(
  'another address is refused, counted, and no flow of it recorded (%s)',
  (way) => {
    const { bundle } = outcomeOf(way);
    const acts = bundle.timeline.flatMap((event) => (event.kind === 'act' ? [event.what] : []));
    expect(acts).toContain('the proxy refused 1 connections that did not come from the phone');
    expect(JSON.stringify(bundle.flows)).not.toContain('stranger');
  },
);

/**
 * The command in a network of its own, which this machine and the simulated phone are both in, and a stranger who has a request
 * for the proxy as soon as it is there.
 */
function verify(way: Way): { running: Running; done: Promise<Judged> } {
  const argv = [
    ...[
      '--import',
      'tsx',
      'commands/verify.ts',
      '--profile=commands/caught/profile.yaml',
      '--device=handset',
    ],
    `--handset-option=--app-module=${path.join(MAGPIES, `${way}.ts`)}`,
    ...[`--proxy-listen=${MACHINE}`, `--proxy-port=${PORT}`],
    ...['--window=1', '--exit=verdict', '--only=bank-screenshot-in-background'],
  ];
  const addresses = [PHONE, MACHINE, STRANGER].map(
    (one, at) => `toybox ifconfig lo:${at} ${one} netmask 255.255.255.255`,
  );
  const script = ['toybox ifconfig lo up', ...addresses, '"$0" -e "$STRANGER_SCRIPT" &', 'exec "$0" "$@"'];
  const running = follow(
    spawn('unshare', [...ownNetwork(), 'sh', '-c', script.join('\n'), process.execPath, ...argv], {
      cwd: path.join(import.meta.dirname, '..', '..'),
      env: { ...process.env, STRANGER_SCRIPT },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
  return { running, done: running.ended.then(read) };
}

/** Root may make one; anybody else as root of a user namespace, which the simulated phone needs as well. */
function ownNetwork(): readonly string[] {
  return process.getuid?.() === 0 ? ['--net'] : ['--user', '--map-current-user', '--keep-caps', '--net'];
}

const STRANGER_SCRIPT = `
const ask = () => {
  const socket = require('node:net').connect({ host: '${MACHINE}', port: ${PORT}, localAddress: '${STRANGER}' });
  let met = false;
  socket.on('error', () => {});
  socket.on('connect', () => {
    met = true;
    socket.write('GET http://stranger.example/ HTTP/1.1\\r\\nhost: stranger.example\\r\\n\\r\\n');
  });
  socket.on('close', () => met || setTimeout(ask, 200));
};
ask();
`;

async function read(ended: Ended): Promise<Judged> {
  const file = path.join(ended.directory, 'bundle', 'verdicts.json');
  const { claims } = JSON.parse(await readFile(file, 'utf8')) as Judgement;
  const verdict = claims.find(({ claim }) => claim === 'nothing-leaves')?.verdict;
  return { bundle: await bundleOf(ended), verdict };
}

function outcomeOf(way: Way): Judged {
  const outcome = judged.get(way);
  if (outcome === undefined) throw new Error(`${way} was not run`);
  return outcome;
}

function uploadOf({ flows }: Bundle): ExchangeFlow | undefined {
  return flows.find(
    (flow): flow is ExchangeFlow => flow.kind === 'exchange' && flow.host === 'nest.magpie.example',
  );
}

/** The bytes of all connections to that host. */
function sentTo(name: string, { flows }: Bundle): number {
  return flows.reduce(
    (sum, flow) =>
      flow.kind === 'connection' && flow.opening.serverName === name ? sum + flow.bytesIn : sum,
    0,
  );
}

/** Whence connections came that crossed a network. */
function addressesOf({ flows }: Bundle): readonly string[] {
  return [
    ...new Set(flows.flatMap((flow) => (flow.kind === 'connection' ? (flow.clientAddress ?? []) : []))),
  ];
}

/** What may have gone round the proxy since the first image; as little as is no leak is 0. */
function unaccountedOf(bundle: Bundle): number {
  const [gap] = unaccountedBytes(bundle);
  expect(gap?.code ?? 'bytes-unaccounted').toBe('bytes-unaccounted');
  return Number(
    /(\d+) in all since the first image/.exec(gap?.because ?? '0 in all since the first image')?.[1],
  );
}
