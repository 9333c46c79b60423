import type { App, AppHandlers, AppProcess, Intent } from '../../parts.ts';
import type { Behaviour } from './behaviour.ts';
import { fetchConfig } from './customer-service.ts';
import { createImageAssistant } from './image-assistant.ts';
import { JRAPP_PACKAGE, jrappManifest, MAIN_ACTIVITY } from './manifest.ts';
import { mainScreen, welcomeScreen } from './screens.ts';

const WELCOME_MS = 300;
const TO_MAIN: Intent = { component: { package: JRAPP_PACKAGE, activity: MAIN_ACTIVITY }, extras: {} };

/**
 * A re-enactment of what was reported of JD Finance 5.0.5 in February 2019, or of a planted variation of it. None of
 * the vendor's code is in it.
 */
export function createJrapp(behaviour: Behaviour): App {
  return {
    manifest: jrappManifest(behaviour.ignoresProxy),
    start: (process) => startJrapp(process, behaviour),
  };
}

function startJrapp(process: AppProcess, behaviour: Behaviour): AppHandlers {
  let mainStarted = false;
  let left = false;
  const showMain = (): void =>
    process.show(
      mainScreen(process.displaySize, assistant.state(), {
        // A tap ends when the app has taken notice of it, not when the network has answered.
        send: () => void assistant.send(),
        close: assistant.close,
      }),
    );
  const assistant = createImageAssistant(process, behaviour, showMain);
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
    onPause() {
      left = true;
      assistant.leaveForeground();
    },
  };
}
