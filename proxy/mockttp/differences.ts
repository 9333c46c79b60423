import type { EngineDifference } from '../contract.ts';

/** What mockttp 4.6.5 does not record, and what shows it. */
export const MOCKTTP_DIFFERENCES: readonly EngineDifference[] = [
  {
    of: 'an upload to a host that cannot be reached',
    why: 'it answers before the body was read to its end',
    shows: 'request-cut-off',
  },
  {
    of: 'a host without a name',
    why: 'its certificate for an address is one for localhost, which no client accepts',
    shows: 'tls-aborted',
  },
];
