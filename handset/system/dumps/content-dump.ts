import type { Framework } from '../framework.ts';
import { observerUser } from '../media/content-observers.ts';
import { hashOf } from './forms.ts';

/** BinderDeathDispatcher and the watch for leaks are in ContentService's dump from Android 11 on. */
const FIRST_WITH_LEAKS = 30;

/** `dumpsys content`: the tree of observers, as of ContentService.dump; what it says of sync adapters is left out. */
export function contentDump({ android: { api }, media }: Framework): string {
  // Depth first, as the tree is walked: the observers of a node before those of the nodes below it.
  const observers = [...media.observers()].sort((a, b) => byPath(a.uri, b.uri));
  const lines = observers.map(
    ({ pid, uid, uri, ...observer }) =>
      `  ${uri.replace('content://', '')}: pid=${pid} uid=${uid} user=${observerUser({ uid, ...observer })} target=${hashOf(`${pid}${uri}`)}`,
  );
  const perPid = new Map<number, number>();
  for (const { pid } of observers) perPid.set(pid, (perPid.get(pid) ?? 0) + 1);
  const counts = [...perPid].sort((a, b) => b[1] - a[1]);
  const watched = [
    `  # of watched binders: ${observers.length}`,
    `  # of death recipients: ${observers.length}`,
  ];
  return [
    'Observer tree:',
    ...lines,
    '',
    ...counts.map(([pid, count]) => `  pid ${pid}: ${count} observers`),
    '',
    `  Total number of nodes: ${media.nodes()}`,
    `  Total number of observers: ${observers.length}`,
    ...(api < FIRST_WITH_LEAKS ? [] : [...watched, '', 'Observer leaking UIDs: {}']),
    '',
    'Cached content:',
    '',
  ].join('\n');
}

function byPath(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')];
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const [one = '', other = ''] = [left[at], right[at]];
    if (one !== other) return one < other ? -1 : 1;
  }
  return left.length - right.length;
}
