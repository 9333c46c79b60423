import type { Bundle } from '../model/bundle.ts';
import type { Consent } from '../model/consent.ts';
import type { Finding } from '../model/finding.ts';
import type { StimulusId } from '../model/ids.ts';
import { hostMatches } from './attribution.ts';

export type SentConsent = Extract<Consent, { kind: 'image-sent' }>;

/** What the user sent, in order. */
export function sentConsents(bundle: Bundle): readonly SentConsent[] {
  return bundle.timeline.flatMap((event) =>
    event.kind === 'consent' && event.consent.kind === 'image-sent' ? [event.consent] : [],
  );
}

/** A consent covers one image, to its hosts, in flows that began at its time or later (rule 4). */
export function covers(bundle: Bundle, consent: SentConsent, finding: Finding): boolean {
  const { place, stimulus, during } = finding;
  return (
    place.kind === 'flow' &&
    isSameImage(bundle, consent.stimulus, stimulus) &&
    hostMatches(place.host, consent.hosts) &&
    during.fromMs >= consent.at.hostMs
  );
}

export function coveringConsent(bundle: Bundle, finding: Finding): SentConsent | undefined {
  return sentConsents(bundle).find((consent) => covers(bundle, consent, finding));
}

/** Two screenshots of one screen may be the same bytes: then nobody can say which of them was sent, or was not. */
function isSameImage(bundle: Bundle, one: StimulusId, other: StimulusId): boolean {
  if (one === other) return true;
  const [a, b] = [one, other].map((id) => {
    const delivery = bundle.stimuli.find((stimulus) => stimulus.id === id)?.delivery;
    return delivery?.kind === 'delivered' ? delivery.sha256 : undefined;
  });
  return a !== undefined && a === b;
}
