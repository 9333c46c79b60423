/** Every way in which the harness itself can fail. A verdict is a value; these are never verdicts. */
export type HarnessErrorCode =
  | 'USAGE'
  | 'UNKNOWN_APP'
  | 'PROFILE_INVALID'
  | 'TOOL_MISSING'
  | 'DEVICE_NOT_ATTACHED'
  | 'DEVICE_LOST'
  | 'APP_NOT_INSTALLED'
  | 'HANDSET_NOT_READY'
  | 'PROXY_NOT_READY'
  | 'PORT_TAKEN'
  | 'DISK_FULL'
  | 'APPIUM_FAILED'
  | 'SCREEN_NOT_FOUND'
  | 'ADB_FAILED'
  | 'STIMULUS_UNDELIVERED'
  | 'BUNDLE_INVALID'
  | 'INTERRUPTED'
  | 'INTERNAL';

export interface HarnessErrorText {
  /** What happened, in one sentence. */
  readonly what: string;
  /** Why it happened, as far as it is known. */
  readonly why: string;
  /** What the reader can do about it, as a command where there is one. */
  readonly remedy: string;
  readonly cause?: unknown;
}

/** The harness broke. Carries what happened, why, and what to do; never becomes `upheld`. */
export class HarnessError extends Error {
  readonly code: HarnessErrorCode;
  readonly what: string;
  readonly why: string;
  readonly remedy: string;

  constructor(code: HarnessErrorCode, text: HarnessErrorText) {
    super(
      `${text.what}: ${text.why}. ${text.remedy}`,
      text.cause === undefined ? undefined : { cause: text.cause },
    );
    this.name = 'HarnessError';
    this.code = code;
    this.what = text.what;
    this.why = text.why;
    this.remedy = text.remedy;
  }
}
