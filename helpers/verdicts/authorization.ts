import type { Bundle } from '../model/bundle.ts';
import type { Consent } from '../model/consent.ts';
import type { Finding } from '../model/finding.ts';
import type { Gap } from '../model/gap.ts';
import type { ScenarioId } from '../model/ids.ts';
import type { Interval } from '../model/moment.ts';
import { overlaps, type Scope, scopeOf } from './scope.ts';

/** Acts that withhold an authorization. Selected photos withhold that for every other image: ours are made afterwards. */
const WITHHOLDING: ReadonlySet<Consent['kind']> = new Set([
  'notice-refused',
  'permission-denied',
  'permission-limited',
  'permission-revoked',
]);
const GIVING: ReadonlySet<Consent['kind']> = new Set(['notice-accepted', 'permission-granted']);

/**
 * Whether what was found came about while the user had withheld the authorization: nothing derived from an image is older
 * than the image was asked for, and what was seen only after the authorization was back may have come after it.
 */
export function cameAboutWithoutAuthorization(bundle: Bundle, finding: Finding): boolean {
  const stimulus = bundle.stimuli.find(({ id }) => id === finding.stimulus);
  const fromMs = Math.max(finding.during.fromMs, stimulus?.requested.hostMs ?? finding.during.fromMs);
  return scenariosOf(bundle)
    .flatMap((id) => withheldIn(bundle, id))
    .some((withheld) => fromMs >= withheld.fromMs && finding.during.toMs <= withheld.toMs);
}

/** Whether an authorization was withheld in any part of a stretch. */
export function withheldAtSomeTimeIn(bundle: Bundle, { fromMs, toMs }: Interval): boolean {
  return scenariosOf(bundle)
    .flatMap((id) => withheldIn(bundle, id))
    .some((withheld) => fromMs <= withheld.toMs && toMs >= withheld.fromMs);
}

/**
 * A scenario that was to withhold an authorization, and in which none was, or no image came about meanwhile, shows nothing
 * of what happens without.
 */
export function nothingWithheld(bundle: Bundle, scope: Scope): readonly Gap[] {
  return scenariosOf(bundle)
    .filter((id) => overlaps(scope, scopeOfScenario(bundle, id)))
    .flatMap((scenario): readonly Gap[] => {
      const withheld = withheldIn(bundle, scenario);
      if (withheld.some((during) => imageCameIn(bundle, during))) return [];
      const because =
        withheld.length === 0
          ? `in ${scenario} no authorization was refused or taken away`
          : `in ${scenario} no image was made while the authorization was withheld`;
      const remedy = 'see the timeline for what the phone or the app did instead';
      return [{ code: 'not-exercised', scenario, because, remedy }];
    });
}

function imageCameIn({ stimuli }: Bundle, { fromMs, toMs }: Interval): boolean {
  return stimuli.some(
    ({ requested, delivery }) =>
      delivery.kind === 'delivered' && requested.hostMs >= fromMs && delivery.at.hostMs <= toMs,
  );
}

/** From each act that withholds to the next one that gives, or to the end of its scenario, when all is put back. */
function withheldIn(bundle: Bundle, id: ScenarioId): readonly Interval[] {
  const scenario = scopeOfScenario(bundle, id);
  const acts = bundle.timeline.flatMap((event) =>
    event.kind === 'consent' && event.at.hostMs >= scenario.fromMs && event.at.hostMs <= scenario.toMs
      ? [event]
      : [],
  );
  return acts
    .filter(({ consent }) => WITHHOLDING.has(consent.kind))
    .map(({ at }) => {
      const given = acts.filter((one) => GIVING.has(one.consent.kind) && one.at.hostMs > at.hostMs);
      const toMs = Math.min(scenario.toMs, ...given.map((one) => one.at.hostMs));
      return { fromMs: at.hostMs, toMs };
    });
}

function scenariosOf(bundle: Bundle): readonly ScenarioId[] {
  return bundle.run.scenarios
    .filter(({ exercises }) => exercises.includes('no-collection-without-authorization'))
    .map(({ id }) => id);
}

function scopeOfScenario(bundle: Bundle, id: ScenarioId): Interval {
  const scope = scopeOf(bundle, id);
  return scope.kind === 'scenario' ? scope.during : { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
}
