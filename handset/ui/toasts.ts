/** Messages over the screen that go away by themselves. */
export interface Toasts {
  show(text: string, milliseconds: number): void;
  /** Those that are on the display now, the oldest first. */
  now(): readonly string[];
}

/** NotificationManagerService.MAX_PACKAGE_NOTIFICATIONS / MAX_PACKAGE_TOASTS of AOSP, for all apps together here. */
const MOST_TOASTS = 25;
/** More is not drawn: two lines are shown (Toast of Android 12 and later). */
const LONGEST_TEXT = 2_000;

export function createToasts(now: () => number): Toasts {
  let shown: readonly { readonly text: string; readonly untilMs: number }[] = [];
  const current = (): typeof shown => {
    shown = shown.filter(({ untilMs }) => untilMs > now());
    return shown;
  };
  return {
    show(text, milliseconds) {
      const toast = { text: text.slice(0, LONGEST_TEXT), untilMs: now() + milliseconds };
      shown = [...current(), toast].slice(-MOST_TOASTS);
    },
    now: () => current().map(({ text }) => text),
  };
}
