/** What is measured of each way to the origin. */
export const MEASURES = {
  startUp: { title: 'start-up until it is ready, ms', digits: 0 },
  gets: { title: 'GETs per second, 16 TLS connections kept open', digits: 0 },
  latency: { title: 'GET over one connection, median, ms', digits: 2 },
  upload2: { title: '8 uploads of 50 MB each, 2 at a time, MB/s', digits: 0 },
  upload8: { title: '8 uploads of 50 MB, 8 at a time, MB/s', digits: 0 },
  uploadH2: { title: '4 uploads of 50 MB over HTTP/2, MB/s', digits: 0 },
  memory8: { title: 'memory above idle in these 8 at a time, at most, MB', digits: 0 },
  memoryLarge: { title: 'memory above idle in one upload of 2 GB, at most, MB', digits: 0 },
  connections: { title: 'connections at once that were recorded', digits: 0 },
} as const;

export type Measure = keyof typeof MEASURES;
export type Way = 'direct' | 'mockttp' | 'mitmdump';
export type Figures = Readonly<Partial<Record<Measure, number>>>;

interface Goal {
  readonly measure: Measure;
  readonly wants: string;
  /** What is held against the goal; undefined where a part of it was not measured. */
  readonly reached: (figures: Readonly<Record<Way, Figures>>) => number | undefined;
  readonly met: (reached: number) => boolean;
}

/** The goals of the default engine, as ratios of the same rounds: the machine's own speed falls out of them. */
export const GOALS: readonly Goal[] = [
  { measure: 'startUp', wants: '1200 ms', reached: of('startUp'), met: atMost(1_200) },
  { measure: 'gets', wants: '7 % of direct', reached: percentOf('direct', 'gets'), met: atLeast(7) },
  { measure: 'gets', wants: '2.5 × mitmdump', reached: timesOf('mitmdump', 'gets'), met: atLeast(2.5) },
  {
    measure: 'latency',
    wants: 'at most mitmdump, in %',
    reached: percentOf('mitmdump', 'latency'),
    met: atMost(100),
  },
  { measure: 'upload2', wants: '22 % of direct', reached: percentOf('direct', 'upload2'), met: atLeast(22) },
  { measure: 'upload2', wants: '1 × mitmdump', reached: timesOf('mitmdump', 'upload2'), met: atLeast(1) },
  { measure: 'upload8', wants: '22 % of direct', reached: percentOf('direct', 'upload8'), met: atLeast(22) },
  { measure: 'upload8', wants: '1 × mitmdump', reached: timesOf('mitmdump', 'upload8'), met: atLeast(1) },
  {
    measure: 'uploadH2',
    wants: '1.5 × mitmdump',
    reached: timesOf('mitmdump', 'uploadH2'),
    met: atLeast(1.5),
  },
  { measure: 'memory8', wants: '120 MB', reached: of('memory8'), met: atMost(120) },
  { measure: 'memoryLarge', wants: '120 MB', reached: of('memoryLarge'), met: atMost(120) },
  { measure: 'connections', wants: '1000', reached: of('connections'), met: atLeast(1_000) },
];

function of(measure: Measure): Goal['reached'] {
  return (figures) => figures.mockttp[measure];
}

function timesOf(way: Way, measure: Measure): Goal['reached'] {
  return (figures) => {
    const [own, other] = [figures.mockttp[measure], figures[way][measure]];
    return own === undefined || other === undefined ? undefined : own / other;
  };
}

function percentOf(way: Way, measure: Measure): Goal['reached'] {
  return (figures) => {
    const times = timesOf(way, measure)(figures);
    return times === undefined ? undefined : times * 100;
  };
}

function atLeast(goal: number): Goal['met'] {
  return (reached) => reached >= goal;
}

function atMost(goal: number): Goal['met'] {
  return (reached) => reached <= goal;
}
