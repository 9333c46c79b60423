import type { Bundle } from '../model/bundle.ts';
import type { Gap } from '../model/gap.ts';
import type { ScenarioId } from '../model/ids.ts';
import type { Interval } from '../model/moment.ts';
import type { Stimulus } from '../model/stimulus.ts';

/** What a verdict speaks about: the whole run, or one scenario of it. */
export type Scope =
  | { readonly kind: 'run' }
  | { readonly kind: 'scenario'; readonly id: ScenarioId; readonly during: Interval };

export function scopeOf(bundle: Bundle, scenario: ScenarioId): Scope {
  const at = (kind: 'scenario-started' | 'scenario-ended'): number | undefined =>
    bundle.timeline.find((event) => event.kind === kind && event.scenario === scenario)?.at.hostMs;
  // A scenario that never started has nothing in it; one that never ended goes on to the end of the run.
  const fromMs = at('scenario-started') ?? Number.MAX_SAFE_INTEGER;
  return {
    kind: 'scenario',
    id: scenario,
    during: { fromMs, toMs: at('scenario-ended') ?? Number.MAX_SAFE_INTEGER },
  };
}

export function overlaps(scope: Scope, during: Interval): boolean {
  return scope.kind === 'run' || (during.fromMs <= scope.during.toMs && during.toMs >= scope.during.fromMs);
}

export function holdsMoment(scope: Scope, hostMs: number): boolean {
  return overlaps(scope, { fromMs: hostMs, toMs: hostMs });
}

export function stimuliIn(bundle: Bundle, scope: Scope): readonly Stimulus[] {
  return scope.kind === 'run' ? bundle.stimuli : bundle.stimuli.filter((one) => one.scenario === scope.id);
}

/** A gap of another scenario, or of another time, says nothing here; one without either does. */
export function concerns(scope: Scope, gap: Gap): boolean {
  if (scope.kind === 'run') return true;
  if (gap.scenario !== undefined) return gap.scenario === scope.id;
  return gap.during === undefined || overlaps(scope, gap.during);
}
