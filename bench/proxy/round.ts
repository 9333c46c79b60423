import { get, openAtOnce, upload, uploadH2, uploadHashed } from './loads.ts';
import type { Figures, Way } from './measures.ts';
import type { UploadBody } from './upload-body.ts';
import { type OpenWay, openWay, type Surroundings } from './way.ts';

export interface Round extends Surroundings {
  /** Eight of them. */
  readonly bodies: readonly UploadBody[];
  readonly small: UploadBody;
  readonly getSeconds: number;
  readonly connections: number;
}

/** Measures one way to the origin, and throws when an upload did not arrive, or was not recorded, byte by byte. */
export async function measureRound(way: Way, round: Round): Promise<Figures> {
  const open = await openWay(way, round);
  const uploads = await measureUploads(open, round);
  const gets = await measureGets(open, round);
  const recorded = await open.close();
  recorded?.verifyUploads([...round.bodies, ...round.bodies, ...round.bodies.slice(0, 4), round.small]);
  const many = await measureConnections(way, round);
  return {
    ...uploads,
    ...gets,
    ...many,
    ...(open.proxy === undefined ? {} : { startUp: open.proxy.startUpMs }),
  };
}

async function measureUploads({ route, proxy }: OpenWay, { origin, bodies, small }: Round): Promise<Figures> {
  await uploadHashed(route, origin, small);
  const idle = proxy?.memory.nowMegabytes() ?? 0;
  proxy?.memory.forgetPeak();
  const upload8 = await rate(bodies, () => upload(route, origin, bodies, 8));
  const memory = proxy === undefined ? {} : { memory8: proxy.memory.peakMegabytes() - idle };
  const upload2 = await rate(bodies, () => upload(route, origin, bodies, 2));
  const four = bodies.slice(0, 4);
  const overH2 = await rate(four, () => uploadH2(route, origin, four));
  return { upload8, upload2, uploadH2: overH2, ...memory };
}

async function measureGets({ route }: OpenWay, { origin, getSeconds }: Round): Promise<Figures> {
  const load = { connections: 16, seconds: getSeconds };
  // The first ones make the certificates, and warm up the code.
  await get(route, origin, { ...load, seconds: 2 });
  const answered = await get(route, origin, load);
  const alone = await get(route, origin, { ...load, connections: 1 });
  return {
    gets: answered.length / getSeconds,
    latency: [...alone].sort((one, other) => one - other)[Math.floor(alone.length / 2)] ?? 0,
  };
}

/** Through a proxy of its own, so that nothing else is in its records. */
async function measureConnections(way: Way, round: Round): Promise<Figures> {
  if (way === 'direct') return {};
  const { route, close } = await openWay(way, round);
  await openAtOnce(route, round.origin, round.connections);
  return { connections: (await close())?.connectionsWithGet() ?? 0 };
}

/** One upload of any size through a new proxy, for the memory that it takes. */
export async function measureLarge(way: Way, body: UploadBody, round: Round): Promise<Figures> {
  if (way === 'direct') return {};
  const open = await openWay(way, round);
  const idle = open.proxy?.memory.nowMegabytes() ?? 0;
  await upload(open.route, round.origin, [body], 1);
  const memoryLarge = (open.proxy?.memory.peakMegabytes() ?? 0) - idle;
  (await open.close())?.verifyUploads([body]);
  return { memoryLarge };
}

async function rate(bodies: readonly UploadBody[], work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  const megabytes = bodies.reduce((total, { bytes }) => total + bytes, 0) / 1e6;
  return megabytes / ((performance.now() - began) / 1000);
}
