import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findMitmdump, type Mitmdump } from '../proxy/mitmdump/find-mitmdump.ts';
import { median } from './handset-phone.ts';
import { type Figures, GOALS, MEASURES, type Measure, type Way } from './proxy/measures.ts';
import { measureLarge, measureRound, type Round } from './proxy/round.ts';
import { startOrigin } from './proxy/start-origin.ts';
import { createUploadBody } from './proxy/upload-body.ts';

/**
 * `npm run bench:proxy [-- --rounds=3 --seconds=3 --megabytes=50 --large=2048 --connections=1000]`: what the recording
 * proxy costs, with mockttp and, where it is installed, with mitmdump, against the same load without a proxy. The
 * ways take turns within each round, so that what else the machine does falls on all of them; figures are medians.
 * Load, proxy and origin share the machine's cores: only ratios mean something elsewhere.
 * The load of GETs is no client of Node's but reads answers by itself, so that what is direct is as fast as it can be.
 */
const MEMORY: readonly Measure[] = ['memory8', 'memoryLarge'];

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '3' },
    megabytes: { type: 'string', default: '50' },
    large: { type: 'string', default: '2048' },
    connections: { type: 'string', default: '1000' },
    engines: { type: 'string', default: 'mockttp,mitmdump' },
  },
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Medians of all rounds; of memory the most. */
function summarised(rounds: readonly Figures[]): Figures {
  const measures = Object.keys(MEASURES) as Measure[];
  return Object.fromEntries(
    measures.flatMap((measure) => {
      const seen = rounds.flatMap((figures) => figures[measure] ?? []);
      if (seen.length === 0) return [];
      return [[measure, MEMORY.includes(measure) ? Math.max(...seen) : median(seen)]];
    }),
  );
}

function print(figures: Readonly<Record<Way, Figures>>): void {
  const ways: readonly Way[] = ['direct', 'mockttp', 'mitmdump'];
  say(`${''.padEnd(56)}${ways.map((way) => way.padStart(10)).join('')}`);
  for (const [measure, { title, digits }] of Object.entries(MEASURES)) {
    const cells = ways.map((way) => figures[way][measure as Measure]?.toFixed(digits) ?? '-');
    say(`${title.padEnd(56)}${cells.map((cell) => cell.padStart(10)).join('')}`);
    for (const goal of GOALS.filter((one) => one.measure === measure)) {
      const reached = goal.reached(figures);
      const met = reached === undefined ? 'not measured' : goal.met(reached) ? 'met' : 'MISSED';
      say(`    goal: ${goal.wants}: ${reached?.toFixed(2) ?? '-'}, ${met}`);
    }
  }
}

function waysHere(mitmdump: Mitmdump | undefined): readonly Way[] {
  const wanted = values.engines.split(',');
  if (wanted.includes('mitmdump'))
    say(
      mitmdump === undefined ? 'mitmdump is not installed: it is left out' : `mitmdump ${mitmdump.version}`,
    );
  return [
    'direct',
    ...(wanted.includes('mockttp') ? ['mockttp' as const] : []),
    ...(mitmdump === undefined ? [] : ['mitmdump' as const]),
  ];
}

async function measure(round: Round): Promise<Readonly<Record<Way, Figures>>> {
  const ways = waysHere(round.mitmdump);
  const seen: Record<Way, Figures[]> = { direct: [], mockttp: [], mitmdump: [] };
  for (let number = 1; number <= Number(values.rounds); number += 1) {
    for (const way of ways) {
      say(`round ${number}: ${way}`);
      seen[way].push(await measureRound(way, round));
    }
  }
  if (Number(values.large) > 0) {
    const large = createUploadBody(Number(values.large));
    for (const way of ways) seen[way].push(await measureLarge(way, large, round));
  }
  return {
    direct: summarised(seen.direct),
    mockttp: summarised(seen.mockttp),
    mitmdump: summarised(seen.mitmdump),
  };
}

const home = await mkdtemp(path.join(tmpdir(), 'bench-proxy-'));
const origin = await startOrigin(home);
try {
  const bodies = Array.from({ length: 8 }, () => createUploadBody(Number(values.megabytes)));
  print(
    await measure({
      origin,
      home,
      mitmdump: values.engines.includes('mitmdump') ? await findMitmdump(process.env.PATH ?? '') : undefined,
      bodies,
      small: createUploadBody(1),
      getSeconds: Number(values.seconds),
      connections: Number(values.connections),
    }),
  );
} finally {
  await origin.stop();
  await rm(home, { recursive: true, force: true });
}
