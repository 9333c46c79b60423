import type { Bundle } from '../model/bundle.ts';

/**
 * The same bundle with its records in one order: flows are recorded as they end and files as they are listed, and
 * neither may change a word of what is judged. The timeline has an order of its own and keeps it.
 */
export function inOrder(bundle: Bundle): Bundle {
  return {
    ...bundle,
    stimuli: [...bundle.stimuli].sort((a, b) => a.requested.hostMs - b.requested.hostMs || byId(a, b)),
    artifacts: [...bundle.artifacts].sort(byId),
    flows: [...bundle.flows].sort(byId),
  };
}

/** Numbers in ids by their value; ids that differ in leading zeros only are not left to chance either. */
function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id.localeCompare(b.id, 'en', { numeric: true }) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
