import type { Glass } from '../../screen-parts.ts';
import type { Language } from '../../system/language.ts';
import { isSame, type UserApp } from '../../system/tasks.ts';
import type { SystemWindow, WindowSource } from '../system-window.ts';
import { buttonPart, dialogView, shortened, textPart } from './dialog-views.ts';
import { systemTexts } from './system-texts.ts';

/** What tells the owner that an app has crashed. */
export interface CrashDialogs extends WindowSource {
  /** An app that was in front has crashed. */
  crashed(app: CrashedApp): void;
}

export interface CrashedApp extends UserApp {
  readonly label: string;
}

interface Crash extends CrashedApp {
  /** It crashed within the last minute too: then it is not offered to open it again. */
  readonly repeated: boolean;
}

export interface CrashDialogParts {
  readonly glass: Glass;
  readonly api: number;
  language(): Language;
  elapsed(): number;
  open(app: UserApp): Promise<void>;
}

/** ProcessList.MIN_CRASH_INTERVAL of AOSP. */
const REPEATED_WITHIN_MS = 60_000;
const MOST_DIALOGS = 10;

/**
 * AppErrorDialog of Android 7 and later: one after the other, with `Open app again` at the first crash and `Close app`
 * at the next. The ids `aerr_close` and `aerr_restart` were seen in tests of others.
 */
export function createCrashDialogs(parts: CrashDialogParts): CrashDialogs {
  let shown: readonly Crash[] = [];
  const lastMs = new Map<string, number>();
  const keyOf = ({ package: name, userId }: UserApp): string => `${userId} ${name}`;
  const close = (crash: Crash): void => {
    shown = shown.filter((one) => one !== crash);
  };
  return {
    crashed(app) {
      const before = lastMs.get(keyOf(app));
      const repeated = before !== undefined && parts.elapsed() - before < REPEATED_WITHIN_MS;
      lastMs.set(keyOf(app), parts.elapsed());
      const others = shown.filter((one) => !isSame(one, app));
      shown = [...others, { ...app, repeated }].slice(-MOST_DIALOGS);
    },
    window() {
      const [crash] = shown;
      return crash === undefined ? undefined : windowOf(parts, crash, close);
    },
  };
}

function windowOf(parts: CrashDialogParts, crash: Crash, close: (crash: Crash) => void): SystemWindow {
  const { glass } = parts;
  const texts = systemTexts(parts.language(), parts.api);
  const label = shortened(crash.label);
  const words = crash.repeated ? texts.keepsStopping(label) : texts.stopped(label);
  const button = crash.repeated
    ? buttonPart(glass, texts.closeApp, { resourceId: 'android:id/aerr_close', onClick: () => close(crash) })
    : buttonPart(glass, texts.openAgain, {
        resourceId: 'android:id/aerr_restart',
        async onClick() {
          close(crash);
          await parts.open(crash);
        },
      });
  return {
    title: `Application Error: ${crash.package}`,
    kind: 'system',
    focusable: true,
    touches: 'all',
    screen: {
      package: 'android',
      activity: '',
      root: dialogView(glass, [
        textPart(glass, words, { resourceId: 'android:id/alertTitle', sp: 20, bold: true }),
        button,
      ]),
    },
  };
}
