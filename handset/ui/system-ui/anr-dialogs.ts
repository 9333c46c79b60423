import type { Glass } from '../../screen-parts.ts';
import type { Language } from '../../system/language.ts';
import type { SystemWindow, WindowSource } from '../system-window.ts';
import { buttonPart, dialogView, shortened, textPart } from './dialog-views.ts';
import { systemTexts } from './system-texts.ts';

/** An app that does not answer. */
interface SilentApp {
  readonly pid: number;
  readonly package: string;
  readonly label: string;
  /** Ends its process. */
  close(): Promise<void>;
}

/** What asks the owner whether to wait for an app. */
export interface AnrDialogs extends WindowSource {
  notResponding(app: SilentApp): void;
  /** Its process is no more. */
  ended(pid: number): void;
}

export interface AnrDialogParts {
  readonly glass: Glass;
  readonly api: number;
  language(): Language;
}

/** AppNotRespondingDialog of Android 7 and later, with the ids of its layout (`app_anr_dialog.xml`); `Report` needs a store. */
export function createAnrDialogs(parts: AnrDialogParts): AnrDialogs {
  let shown: readonly SilentApp[] = [];
  const forget = (pid: number): void => {
    shown = shown.filter((one) => one.pid !== pid);
  };
  return {
    notResponding(app) {
      // ProcessErrorStateRecord: one that is said not to respond already is not said so again.
      if (!shown.some((one) => one.pid === app.pid)) shown = [...shown, app];
    },
    ended: forget,
    window() {
      const [app] = shown;
      return app === undefined ? undefined : windowOf(parts, app, () => forget(app.pid));
    },
  };
}

function windowOf(
  { glass, api, language }: AnrDialogParts,
  app: SilentApp,
  forget: () => void,
): SystemWindow {
  const texts = systemTexts(language(), api);
  return {
    title: `Application Not Responding: ${app.package}`,
    kind: 'system',
    focusable: true,
    touches: 'all',
    screen: {
      package: 'android',
      activity: '',
      root: dialogView(glass, [
        textPart(glass, texts.notResponding(shortened(app.label)), {
          resourceId: 'android:id/alertTitle',
          sp: 20,
          bold: true,
        }),
        buttonPart(glass, texts.closeApp, {
          resourceId: 'android:id/aerr_close',
          async onClick() {
            forget();
            await app.close();
          },
        }),
        buttonPart(glass, texts.wait, { resourceId: 'android:id/aerr_wait', onClick: forget }),
      ]),
    },
  };
}
