import type { Bundle } from '../model/bundle.ts';
import type { Channel, Predicate } from '../model/claim.ts';
import type { Finding } from '../model/finding.ts';
import type { Gap } from '../model/gap.ts';
import type { StimulusId } from '../model/ids.ts';
import type { Interval } from '../model/moment.ts';
import type { Stimulus } from '../model/stimulus.ts';
import { ownerOf } from './attribution.ts';
import { cameAboutWithoutAuthorization, nothingWithheld, withheldAtSomeTimeIn } from './authorization.ts';
import { coveringConsent, covers, sentConsents } from './consent.ts';
import { holdsMoment, type Scope } from './scope.ts';
import { endsOf, stillThere } from './still-there.ts';
import { targetCouldReact, targetRanBehind } from './target-running.ts';

/** What a predicate asks of a bundle. */
export interface PredicateRule {
  /** The least that must have been watched, whatever the profile says. */
  readonly channels: readonly Channel[];
  /** When a finding of the target's breaks the claim; `undefined` when it does not. */
  violatedDuring(bundle: Bundle, finding: Finding): Interval | undefined;
  /** What keeps the claim from being upheld, beside blind channels. */
  gaps(bundle: Bundle, scope: Scope, findings: readonly Finding[]): readonly Gap[];
  /** A blind channel that says nothing about this claim all the same. */
  notConcerned?(bundle: Bundle, gap: Gap): boolean;
}

const STORAGE: readonly Channel[] = ['app-external-storage', 'app-internal-storage'];

/** Uncovered: of the target's, and not what the user had sent. */
function uncovered(bundle: Bundle, finding: Finding): boolean {
  return ownerOf(bundle, finding) === 'target' && coveringConsent(bundle, finding) === undefined;
}

function uncoveredUpload(bundle: Bundle, finding: Finding): boolean {
  return finding.place.kind === 'flow' && uncovered(bundle, finding);
}

/** A number that was read off an image is no copy of it: none that could be cleared, or that shows an upload. */
function isCopy({ detector }: Finding): boolean {
  return detector !== 'derived-value' && detector !== 'read-text';
}

function stimulusOf(bundle: Bundle, id: StimulusId): Stimulus | undefined {
  return bundle.stimuli.find((one) => one.id === id);
}

export const PREDICATE_RULES: Readonly<Record<Predicate, PredicateRule>> = {
  'local-only': {
    channels: ['traffic'],
    violatedDuring: whenFound(uncoveredUpload),
    gaps: targetCouldReact,
  },
  'upload-on-consent': {
    channels: ['traffic'],
    violatedDuring: whenFound(uncoveredUpload),
    gaps: (bundle, scope, findings) => [
      ...targetCouldReact(bundle, scope),
      ...consentedUploadSeen(bundle, scope, findings),
    ],
  },
  'no-background-acquisition': {
    channels: [...STORAGE, 'reads'],
    violatedDuring: whenFound(
      (bundle, finding) => uncovered(bundle, finding) && inBackground(bundle, finding),
    ),
    gaps: targetRanBehind,
    notConcerned: (_bundle, { channel, inFront }) => channel === 'reads' && inFront === true,
  },
  'own-screenshots-only': {
    channels: [...STORAGE, 'traffic'],
    violatedDuring: whenFound(
      (bundle, finding) =>
        uncovered(bundle, finding) && stimulusOf(bundle, finding.stimulus)?.kind !== 'screenshot-of-target',
    ),
    gaps: targetCouldReact,
  },
  'cleared-on-exit': {
    channels: STORAGE,
    violatedDuring: (bundle, finding) =>
      isCopy(finding) && ownerOf(bundle, finding) === 'target' ? stillThere(bundle, finding) : undefined,
    gaps: (bundle, scope, findings) => [
      ...exitWasWatched(bundle, scope),
      ...somethingToClear(bundle, findings),
    ],
  },
  'no-collection-without-authorization': {
    channels: [...STORAGE, 'reads', 'traffic'],
    violatedDuring: whenFound(
      (bundle, finding) => uncovered(bundle, finding) && cameAboutWithoutAuthorization(bundle, finding),
    ),
    gaps: (bundle, scope) => [...targetCouldReact(bundle, scope), ...nothingWithheld(bundle, scope)],
    // What was read while the user allowed it is none of this claim's.
    notConcerned: (bundle, { channel, during }) =>
      channel === 'reads' && during !== undefined && !withheldAtSomeTimeIn(bundle, during),
  },
  'feature-withdrawn': {
    channels: [...STORAGE, 'reads', 'traffic'],
    violatedDuring: whenFound(uncovered),
    gaps: (bundle, scope) => [
      ...targetCouldReact(bundle, scope),
      ...promptWasShown(bundle, scope),
      ...observerIsThere(bundle, scope),
    ],
  },
};

/** Most claims are broken when the finding comes about. */
function whenFound(breaks: (bundle: Bundle, finding: Finding) => boolean): PredicateRule['violatedDuring'] {
  return (bundle, finding) => (breaks(bundle, finding) ? finding.during : undefined);
}

/** Rule 5: a proxy that does not see the allowed upload would not see a forbidden one. */
function consentedUploadSeen(bundle: Bundle, scope: Scope, findings: readonly Finding[]): readonly Gap[] {
  const consents = sentConsents(bundle).filter(({ at }) => holdsMoment(scope, at.hostMs));
  if (consents.length === 0) return [nothingSent(bundle, scope)];
  return consents.flatMap((consent): readonly Gap[] => {
    const seen = findings.some(
      (finding) =>
        isCopy(finding) && covers(bundle, consent, finding) && ownerOf(bundle, finding) !== 'other',
    );
    if (seen) return [];
    const because = `the user sent ${consent.stimulus}, and no flow holds it: what the proxy did not see here it would not see elsewhere`;
    return [
      {
        code: 'consented-upload-unseen',
        channel: 'traffic',
        stimulus: consent.stimulus,
        because,
        remedy: 'find out how the app sends, and why the proxy is blind to it',
      },
    ];
  });
}

/** Where the app showed no prompt nothing could be sent: that says nothing against it, and nothing for it. */
function nothingSent(bundle: Bundle, scope: Scope): Gap {
  const unseen = bundle.timeline.some(
    (event) => event.kind === 'prompt' && !event.shown && holdsMoment(scope, event.at.hostMs),
  );
  if (unseen) {
    return {
      code: 'prompt-unseen',
      channel: 'traffic',
      because: 'the app showed no prompt on return, so that no image could be sent with consent',
      remedy: 'look at the app by hand: it may show no prompt, or its resource ids differ from the profile’s',
    };
  }
  const unknown = bundle.timeline.some(
    (event) =>
      event.kind === 'prompt' &&
      event.shown &&
      event.stimulus === undefined &&
      holdsMoment(scope, event.at.hostMs),
  );
  return {
    code: 'not-exercised',
    channel: 'traffic',
    because: unknown
      ? 'nobody knows which image the app’s prompt showed, so that none was sent with consent'
      : 'no image was sent with consent',
    remedy: 'send one from the app’s prompt',
  };
}

/** The stimulus came while the target was not in front, and the finding before it was in front again. */
function inBackground(bundle: Bundle, finding: Finding): boolean {
  const stimulus = stimulusOf(bundle, finding.stimulus);
  if (stimulus === undefined || stimulus.processState === 'foreground') return false;
  const returned = bundle.timeline
    .filter(
      (event) => event.kind === 'target-entered-foreground' && event.at.hostMs >= stimulus.requested.hostMs,
    )
    .map((event) => event.at.hostMs);
  return finding.during.toMs < Math.min(Number.MAX_SAFE_INTEGER, ...returned);
}

/** Each image needs an end after it, and a look after that: an app that was closed before had nothing to clear. */
function exitWasWatched(bundle: Bundle, scope: Scope): readonly Gap[] {
  return bundle.stimuli
    .filter(({ delivery }) => delivery.kind === 'delivered' && beforeEnd(scope, delivery.at.hostMs))
    .flatMap((stimulus): readonly Gap[] => {
      const ends = endsOf(bundle, stimulus.id).filter((endMs) => endMs >= stimulus.delivery.at.hostMs);
      const watched = bundle.timeline.some(
        (event) => event.kind === 'watch-pass' && ends.some((endMs) => event.pass.startedMs >= endMs),
      );
      if (watched) return [];
      const because =
        ends.length === 0
          ? `after the stimulus ${stimulus.id} the app was not closed and its prompt not dismissed`
          : `after the stimulus ${stimulus.id} the app was closed, and storage was not listed any more`;
      const remedy = 'close the app, then look again';
      return [{ code: 'not-exercised', stimulus: stimulus.id, because, remedy }];
    });
}

function beforeEnd(scope: Scope, hostMs: number): boolean {
  return scope.kind === 'run' || hostMs <= scope.during.toMs;
}

/** Where no copy was there before an end, and no prompt was shown, there was nothing to clear. */
function somethingToClear(bundle: Bundle, findings: readonly Finding[]): readonly Gap[] {
  const copied = findings.some(
    (finding) =>
      isCopy(finding) &&
      finding.place.kind === 'artifact' &&
      ownerOf(bundle, finding) === 'target' &&
      endsOf(bundle, finding.stimulus).some((endMs) => endMs >= finding.during.toMs),
  );
  const prompted = bundle.timeline.some((event) => event.kind === 'prompt' && event.shown);
  if (copied || prompted) return [];
  const because = 'no copy was seen and no prompt was shown: there was nothing to clear';
  return [{ code: 'not-exercised', because, remedy: 'have the app offer an image, then close it' }];
}

/** An app that reacts to no image has no reason to be told of new ones. */
function observerIsThere(bundle: Bundle, scope: Scope): readonly Gap[] {
  const own = bundle.counters
    .flatMap((sample) =>
      sample.kind === 'observer' && sample.uid === bundle.run.app.uid && holdsMoment(scope, sample.hostMs)
        ? [sample]
        : [],
    )
    .sort((a, b) => a.hostMs - b.hostMs || (a.uri < b.uri ? -1 : 1));
  const [first] = own;
  if (first === undefined) return [];
  const because = `the app has the phone tell it of new images (${first.uri}), though it is said not to react to them`;
  return [{ code: 'observer-registered', because, remedy: 'find out what the app does when it is told' }];
}

/** A reaction that leaves no bytes behind; it is said, and decides nothing against the app. */
function promptWasShown(bundle: Bundle, scope: Scope): readonly Gap[] {
  const shown = bundle.timeline.some(
    (event) => event.kind === 'prompt' && event.shown && holdsMoment(scope, event.at.hostMs),
  );
  if (!shown) return [];
  return [
    {
      code: 'not-exercised',
      because: 'the app showed a prompt, though no copy was found',
      remedy: 'look at the app by hand',
    },
  ];
}
