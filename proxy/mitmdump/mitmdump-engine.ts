import type { StartProxyEngine } from '../engine/proxy-engine.ts';

/** mitmdump behind the same tap. It is not there yet, and says so. */
export const startMitmdump: StartProxyEngine = async () => {
  throw new Error('this version cannot record by mitmdump yet; leave out --proxy=mitmdump');
};
