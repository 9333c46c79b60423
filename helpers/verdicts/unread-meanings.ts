import type { UnreadableReason } from '../model/flow.ts';
import type { GapCode } from '../model/gap.ts';

/** Why a connection could not be read, or not all of it; `unexplained`: the record does not say. */
export type UnreadReason = UnreadableReason | 'unexplained' | 'unread-rest';

const ANOTHER_PHONE = 'use a phone or a build on which the app trusts the run’s authority';

/** For whoever has to explain the verdict: what it means, and what would close it. */
export const UNREAD_MEANINGS: {
  readonly [Reason in UnreadReason]: {
    readonly code: GapCode;
    readonly meaning: string;
    readonly remedy: string;
  };
} = {
  'tls-rejected': {
    code: 'tls-rejected',
    meaning:
      'the app refused the certificate of the recording proxy, so that it sent nothing that could be read',
    remedy: ANOTHER_PHONE,
  },
  'tls-aborted': {
    code: 'tls-aborted',
    meaning: 'the app began TLS and broke it off before anything that could be read was sent',
    remedy: ANOTHER_PHONE,
  },
  'tls-unused': {
    code: 'tls-unused',
    meaning:
      'the app accepted the certificate and then closed without a request, as an app does that knows its server’s own certificate, and as any connection ends that was opened in advance and never needed',
    remedy: `${ANOTHER_PHONE}, or look whether the app ever speaks to that host`,
  },
  'opaque-tunnel': {
    code: 'traffic-unreadable',
    meaning: 'what was spoken over it is not HTTP and was not recorded',
    remedy: 'find out which app it was, and what it spoke',
  },
  'dns-over-tls': {
    code: 'dns-over-tls',
    meaning: 'names were asked for in a way that only the name server can read; a name can carry anything',
    remedy: 'switch the phone’s private DNS off for the run, or find out which app asked',
  },
  malformed: {
    code: 'traffic-unreadable',
    meaning: 'what was sent looks like HTTP, and breaks its rules so that it could not be taken apart',
    remedy: 'find out which app it was, and what it spoke',
  },
  unused: {
    code: 'connection-unused',
    meaning: 'it was opened and nothing was said over it',
    remedy: 'repeat the run, or find out which app opened it',
  },
  'past-the-tap': {
    code: 'traffic-unreadable',
    meaning:
      'it came to the recording proxy by a way on which nobody counts bytes or knows whose they are, so that what was recorded is no proof of what was not sent',
    remedy: 'leave --proxy-mode out',
  },
  'engine-fault': {
    code: 'traffic-unreadable',
    meaning: 'the recording proxy broke down, and what was sent from then on is not known',
    remedy: 'repeat the run',
  },
  'unread-rest': {
    code: 'traffic-unreadable',
    meaning: 'the recording proxy closed it before it had read everything',
    remedy: 'repeat the run',
  },
  unexplained: {
    code: 'traffic-unreadable',
    meaning: 'the bytes were counted, and no recorded exchange accounts for them',
    remedy: 'repeat the run',
  },
};
