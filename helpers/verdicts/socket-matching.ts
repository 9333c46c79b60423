/** Connections against the sockets that each may be: by index, and how many looks each connection must have met. */
export interface MatchingProblem {
  /** For each connection, the sockets that fit it. */
  readonly fitting: readonly (readonly number[])[];
  /** Connections that were there too long to be missed by every look: a socket of theirs is in the table. */
  readonly certain: ReadonlySet<number>;
  /** For each socket, whose it is. */
  readonly ownerOf: readonly number[];
}

/** One socket for each connection as far as possible, certain ones first: `sockets[connection]`, or nothing. */
interface Matching {
  readonly socketOf: ReadonlyMap<number, number>;
  readonly explainsCertain: boolean;
}

/** Beyond this not all ways are gone through: it would take longer than the run. */
const MOST_FITS = 600;

/**
 * For each connection the sockets that it may be in an explanation of all of them: each socket is one connection, as
 * many connections as possible have one, and certain ones always. `undefined`: it may also be one that no look met.
 */
export function possibleSockets(problem: MatchingProblem): readonly (readonly number[] | undefined)[] {
  const { fitting } = problem;
  const groups = groupsOf(fitting);
  const possible: (readonly number[] | undefined)[] = fitting.map(() => undefined);
  for (const group of groups)
    for (const [one, sockets] of possibleIn(problem, group)) possible[one] = sockets;
  return possible;
}

function possibleIn(
  problem: MatchingProblem,
  group: readonly number[],
): readonly (readonly [number, readonly number[] | undefined])[] {
  const fits = group.reduce((count, one) => count + (problem.fitting[one]?.length ?? 0), 0);
  if (fits > MOST_FITS) return group.map((one) => [one, ofOneOwner(problem, one)]);
  const whole = match(problem, group);
  return group.map((one) => {
    const own = problem.fitting[one] ?? [];
    if (!whole.explainsCertain || !whole.socketOf.has(one)) return [one, undefined];
    const all = whole.socketOf.size;
    const others = group.filter((other) => other !== one);
    const dispensable = !problem.certain.has(one) && isAsGood(match(problem, others), all);
    if (dispensable) return [one, undefined];
    return [one, own.filter((socket) => isAsGood(match(problem, others, socket), all - 1))];
  });
}

/** Of very many that came at once only this is known: one that was there for long is whose all that fit it are. */
function ofOneOwner(
  { fitting, certain, ownerOf }: MatchingProblem,
  one: number,
): readonly number[] | undefined {
  const own = fitting[one] ?? [];
  return certain.has(one) && new Set(own.map((socket) => ownerOf[socket])).size === 1 ? own : undefined;
}

function isAsGood({ socketOf, explainsCertain }: Matching, size: number): boolean {
  return explainsCertain && socketOf.size === size;
}

/** Augmenting paths (Kuhn): a connection that has a socket never loses it for a later one, only changes it. */
function match({ fitting, certain }: MatchingProblem, group: readonly number[], taken?: number): Matching {
  const connectionAt = new Map<number, number>();
  const give = (one: number, tried: Set<number>): boolean =>
    (fitting[one] ?? []).some((socket) => {
      if (socket === taken || tried.has(socket)) return false;
      tried.add(socket);
      const holder = connectionAt.get(socket);
      if (holder !== undefined && !give(holder, tried)) return false;
      connectionAt.set(socket, one);
      return true;
    });
  const first = group.filter((one) => certain.has(one));
  const explainsCertain = first.map((one) => give(one, new Set())).every(Boolean);
  for (const one of group) if (!certain.has(one)) give(one, new Set());
  return {
    socketOf: new Map([...connectionAt].map(([socket, one]) => [one, socket])),
    explainsCertain,
  };
}

/** Connections that share a socket, directly or over others; those that fit none are left out. */
function groupsOf(fitting: MatchingProblem['fitting']): readonly (readonly number[])[] {
  const connectionsAt = new Map<number, number[]>();
  for (const [one, sockets] of fitting.entries())
    for (const socket of sockets) {
      const sharing = connectionsAt.get(socket);
      if (sharing === undefined) connectionsAt.set(socket, [one]);
      else sharing.push(one);
    }
  const grouped = new Set<number>();
  const groups: number[][] = [];
  for (const start of fitting.keys()) {
    if (grouped.has(start) || fitting[start]?.length === 0) continue;
    const group = [start];
    grouped.add(start);
    // It grows while it is gone through.
    for (const one of group)
      for (const socket of fitting[one] ?? []) {
        for (const other of connectionsAt.get(socket) ?? [])
          if (!grouped.has(other)) {
            grouped.add(other);
            group.push(other);
          }
        connectionsAt.delete(socket);
      }
    groups.push(group);
  }
  return groups;
}
