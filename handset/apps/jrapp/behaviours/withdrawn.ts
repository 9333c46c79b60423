import type { Behaviour } from '../behaviour.ts';

/** The feature taken offline, as the vendor announced on 16 February 2019: no observer, no read, no copy, no prompt. */
export const WITHDRAWN: Behaviour = {
  ignoresProxy: false,
  createAssistant: () => ({
    state: () => ({ kind: 'hidden' }),
    watch: () => undefined,
    enterForeground: () => undefined,
    leaveForeground: () => undefined,
    send: async () => undefined,
    close: () => undefined,
  }),
};
