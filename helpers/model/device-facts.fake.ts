import type { DeviceFacts } from './run.ts';

/** A real phone with Android 9 and without root; a test says what matters to it. */
export const PHONE: DeviceFacts = {
  serial: '1a2b3c',
  kind: 'real',
  manufacturer: 'm',
  model: 'm',
  androidRelease: '9',
  sdk: 28,
  noticeDelayMs: 0,
  build: 'b',
  root: false,
};
