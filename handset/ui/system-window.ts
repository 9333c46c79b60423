import type { PhoneWindow } from '../screen-parts.ts';

/** A window of the system above the app's. */
export interface SystemWindow extends PhoneWindow {
  /** It has the input focus, keys and accessibility's eye while nothing that could have it lies above. */
  readonly focusable: boolean;
  /** `all`: what lies below is darkened and gets no touches; `own`: touches beside its views go through it. */
  readonly touches: 'all' | 'own';
  /** Drawn over the status bar and the navigation bar, and touched before them. */
  readonly overBars?: true;
  /** Of the app in front: what it gets waits for its main thread. */
  readonly ofApp?: true;
  /** True when it used the key. */
  key?(keycode: number): Promise<boolean>;
}

/** Something of the system that may have a window on the display. */
export interface WindowSource {
  /** Asked whenever the display is looked at; `undefined` while it shows nothing. */
  window(): SystemWindow | undefined;
}
