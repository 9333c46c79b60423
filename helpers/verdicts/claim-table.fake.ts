import { describe, expect, it } from 'vitest';
import type { Predicate } from '../model/claim.ts';
import { parseStimulusId } from '../model/ids.ts';
import type { NotedAccess } from '../model/signal.ts';
import type { ProcessState, StimulusKind } from '../model/stimulus.ts';
import {
  bundleOf,
  type Change,
  consent,
  counter,
  event,
  gapsOn,
  stimulus,
  upload,
  verdictOn,
  without,
} from './bundle-fixture.fake.ts';
import { OWN, PAGE, PAGE_BYTES, register } from './clean-run.fake.ts';

type Row = readonly [what: string, verdict: string, changes: readonly Change[], gap?: string];

/** One table for each claim: what happened, and what is said of it. */
export function claimSays(predicate: Predicate, rows: readonly Row[]): void {
  describe(predicate, () => {
    const named = rows.map(([what, verdict, changes, gap]) => ({ what, verdict, changes, gap }));
    it.each(named)('$what: $verdict', ({ verdict, changes, gap }) => {
      const bundle = bundleOf(...changes);
      expect(verdictOn(bundle, predicate).kind).toBe(verdict);
      if (gap !== undefined) expect(gapsOn(bundle, predicate)).toContain(gap);
    });
  });
}

export const SENT_PAGE = [consent(PAGE, 420), upload(PAGE_BYTES, { startedMs: 430 })] as const;
export const OPENED_AGAIN: Change = event({
  kind: 'target-entered-foreground',
  at: { hostMs: 250 },
  proof: 'p',
});
export const STOPPED = stimulus(PAGE, { processState: 'stopped' });
export const FROZEN = stimulus(PAGE, { processState: 'frozen' });
/** The phone did not say. */
export const MAYBE_FROZEN = stimulus(PAGE, { processState: 'maybe-frozen' });
/** It was never opened again. */
export const CLOSED = without((one) => one.kind === 'target-entered-foreground' && one.at.hostMs > 200);
export const UNPROMPTED = without((one) => one.kind === 'prompt');
/** One more image of that kind, at 205, with the target in that state. */
export const ANOTHER =
  (kind: StimulusKind, processState: ProcessState): Change =>
  (bundle) => ({
    ...bundle,
    stimuli: bundle.stimuli.flatMap((one) =>
      one.id === PAGE
        ? [one, { ...one, id: parseStimulusId('another'), kind, processState, requested: { hostMs: 205 } }]
        : [one],
    ),
  });
/** The screen looked the same at both: the second image is the first, byte for byte. */
export const TWIN: Change = (bundle) => {
  const twin = bundle.stimuli.find(({ id }) => id === PAGE)?.delivery;
  return twin === undefined ? bundle : stimulus(OWN, { delivery: twin })(bundle);
};
export const noted = (atMs: number, differs: Partial<NotedAccess> = {}): NotedAccess => ({
  operation: 'READ_MEDIA_IMAGES',
  outcome: 'access',
  state: 'bg',
  stamp: `at ${atMs}`,
  atMs,
  ...differs,
});
/** The phone notes this reading of the target, and says so from `hostMs` on. */
export const READ =
  (hostMs: number, access: NotedAccess): Change =>
  (bundle) =>
    counter(register(hostMs, [access]))({
      ...bundle,
      counters: bundle.counters.map((one) =>
        one.kind === 'operations' && one.hostMs > hostMs ? { ...one, noted: [access] } : one,
      ),
    });
export const INTERNAL = { reach: 'app-internal-storage', path: '/data/data/com.jd.jrapp/x' } as const;
export const SHARED = { reach: 'shared-storage', path: '/sdcard/Download/x' } as const;
