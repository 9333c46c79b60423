import type { App, AppHandlers, AppProcess, Intent } from '../../app-parts.ts';
import { fetchConfig } from './customer-service.ts';
import { JRAPP_PACKAGE, jrappManifest, MAIN_ACTIVITY } from './manifest.ts';
import { mainScreen, welcomeScreen } from './screens.ts';
import type { JrappVersion } from './versions.ts';

const WELCOME_MS = 300;
const STORAGE = ['android.permission.READ_EXTERNAL_STORAGE', 'android.permission.WRITE_EXTERNAL_STORAGE'];
const TO_MAIN: Intent = { component: { package: JRAPP_PACKAGE, activity: MAIN_ACTIVITY }, extras: {} };

/**
 * A re-enactment of what was reported of JD Finance 5.0.5 in February 2019, of what it was meant to be, of what became
 * of it, or of a planted variation. None of the vendor's code is in it.
 */
export function createJrapp(version: JrappVersion): App {
  return {
    manifest: jrappManifest(version),
    start: (process) => startJrapp(process, version),
  };
}

function startJrapp(process: AppProcess, { behaviour, about }: JrappVersion): AppHandlers {
  let mainStarted = false;
  let left = false;
  let asked = false;
  const showMain = (): void =>
    process.show(
      mainScreen(process.displaySize, {
        about,
        assistant: assistant.state(),
        actions: {
          // A tap ends when the app has taken notice of it, not when the network has answered.
          send: () => void assistant.send(),
          close: () => assistant.close(),
        },
      }),
    );
  const assistant = behaviour.createAssistant(process, showMain);
  const startMain = (): void => {
    assistant.enterForeground();
    if (!mainStarted) {
      mainStarted = true;
      assistant.watch();
      void fetchConfig(process).catch((error) => process.log('Config', `not fetched: ${String(error)}`));
    }
    showMain();
  };
  const leaveWelcome = async (): Promise<void> => {
    // The user may have gone elsewhere meanwhile: an app in the background does not come to the front by itself.
    if (left || mainStarted) return;
    // As such apps did in 2019: what was not granted is asked for at the start, once, and no answer keeps them from going on.
    if (!asked && STORAGE.some((one) => !process.checkPermission(one))) {
      asked = true;
      await process.requestPermissions(STORAGE);
      if (left || mainStarted) return;
    }
    await process.startActivity(TO_MAIN);
  };
  return {
    onStart(_intent, activity) {
      left = false;
      // The icon brings a running app back to where it was; the welcome screen is seen once in a process.
      if (activity === MAIN_ACTIVITY || mainStarted) return startMain();
      process.show(welcomeScreen(process.displaySize));
      process.later(WELCOME_MS, leaveWelcome);
    },
    onResume() {
      left = false;
      if (mainStarted) startMain();
      else process.later(WELCOME_MS, leaveWelcome);
    },
    onConfigurationChanged() {
      if (mainStarted) showMain();
      else process.show(welcomeScreen(process.displaySize));
    },
    onPause() {
      left = true;
      assistant.leaveForeground();
    },
  };
}
