import type { Bundle } from '../model/bundle.ts';
import type { Consent } from '../model/consent.ts';
import type { Finding } from '../model/finding.ts';
import { hostMatches } from './attribution.ts';

export type SentConsent = Extract<Consent, { kind: 'image-sent' }>;

/** What the user sent, in order. */
export function sentConsents(bundle: Bundle): readonly SentConsent[] {
  return bundle.timeline.flatMap((event) =>
    event.kind === 'consent' && event.consent.kind === 'image-sent' ? [event.consent] : [],
  );
}

/** A consent covers one image, to its hosts, in flows that began at its time or later (rule 4). */
export function covers(consent: SentConsent, { place, stimulus, during }: Finding): boolean {
  return (
    place.kind === 'flow' &&
    consent.stimulus === stimulus &&
    hostMatches(place.host, consent.hosts) &&
    during.fromMs >= consent.at.hostMs
  );
}

export function coveringConsent(bundle: Bundle, finding: Finding): SentConsent | undefined {
  return sentConsents(bundle).find((consent) => covers(consent, finding));
}
