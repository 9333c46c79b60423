type Base = readonly [from: number, name: string];

/** ProcessList.makeOomAdjString: an adj is named after the class that it is in. */
const CLASSES: readonly Base[] = [
  [900, 'cch'],
  [800, 'svcb'],
  [700, 'prev'],
  [600, 'home'],
  [500, 'svc'],
  [400, 'hvy'],
  [300, 'bkup'],
  [250, 'prcl'],
  [200, 'prcp'],
  [100, 'vis'],
  [0, 'fore'],
  [-700, 'psvc'],
  [-800, 'pers'],
  [-900, 'sys'],
];
/** These are followed by their distance at once, the others in a column (`cch+2`, `vis  +1` of haval_a9). */
const CLOSE = new Set(['cch']);
const CLOSE_FROM_10 = new Set(['cch', 'vis', 'fg ']);

/** `cch+2`, `prev `, in a column of 5 up to 9 and of 6 from 10 on; the class at 250 is there from 10 on, `fg ` for `fore` from 11 on. */
export function adjText(adj: number, api: number): string {
  const [from, name] = classOf(adj, api);
  const width = api >= 29 ? 6 : 5;
  const prefix = (api >= 29 ? CLOSE_FROM_10 : CLOSE).has(name) ? name : name.padEnd(width);
  const over = adj - from;
  if (over === 0) return name.padEnd(width);
  return `${prefix}${api >= 29 && over < 10 ? '+ ' : '+'}${over}`;
}

function classOf(adj: number, api: number): Base {
  const [from, name] = CLASSES.find(
    ([lowest, named]) => adj >= lowest && (named !== 'prcl' || api >= 29),
  ) ?? [adj, 'sys'];
  return name === 'fore' && api >= 30 ? [from, 'fg '] : [from, name];
}
