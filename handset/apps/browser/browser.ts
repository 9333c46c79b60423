import type { App, AppHandlers, AppManifest, AppProcess, HttpRequest } from '../../app-parts.ts';
import type { View } from '../../screen-parts.ts';
import { BROWSER_ACTIVITY, BROWSER_PACKAGE } from './browser-names.ts';
import { getRequest, loadPage } from './load-page.ts';
import { type BrowserState, browserScreen } from './page-views.ts';
import { saveDownload } from './save-image.ts';
import { pageActions } from './use-page.ts';

const USER_AGENT = 'Mozilla/5.0 (Linux; Android 9) Handset';
const KEY_BACK = 4;

const MANIFEST: AppManifest = {
  package: BROWSER_PACKAGE,
  label: '浏览器',
  versionName: '9',
  versionCode: 28,
  minSdk: 26,
  targetSdk: 28,
  permissions: [
    'android.permission.INTERNET',
    'android.permission.READ_EXTERNAL_STORAGE',
    'android.permission.WRITE_EXTERNAL_STORAGE',
  ],
  debuggable: false,
  system: true,
  activities: [
    {
      name: BROWSER_ACTIVITY,
      filters: [
        { actions: ['android.intent.action.MAIN'], categories: ['android.intent.category.LAUNCHER'] },
        {
          actions: ['android.intent.action.VIEW'],
          categories: ['android.intent.category.DEFAULT', 'android.intent.category.BROWSABLE'],
          schemes: ['http', 'https'],
        },
      ],
    },
  ],
  // Chrome trusts the certificates that the user added, whatever its target SDK, and opens pages in the clear (its
  // network_security_config and usesCleartextTraffic).
  network: { trustsUserCertificates: true, permitsCleartext: true },
};

/** The browser: shows one page at a time, by the phone's proxy and trust store. */
export const browser: App = { manifest: MANIFEST, start };

function start(process: AppProcess): AppHandlers {
  /** Counts the pages that were asked for: an answer for an older one comes too late. */
  let asked = 0;
  let shown: BrowserState = { kind: 'empty' };
  const show = (state: BrowserState): void => {
    shown = state;
    process.show(browserScreen(process.displaySize, state));
  };
  const get = (request: HttpRequest) =>
    process.request({ ...request, headers: { 'user-agent': USER_AGENT, ...request.headers } });
  const open = async (request: HttpRequest): Promise<void> => {
    asked += 1;
    const mine = asked;
    const before = shown;
    show({ kind: 'loading', url: request.url });
    const loaded = await loadPage(get, request);
    if (mine !== asked) return;
    if (loaded.kind === 'download') {
      show(before.kind === 'loading' ? { kind: 'empty' } : before);
      return await saveDownload(process, loaded);
    }
    if (loaded.kind === 'failed') process.log('browser', `${loaded.url}: ${loaded.error}`);
    // Not awaited: a tap ends, and what it began goes on.
    const again = (next: HttpRequest): void => void open(next);
    const actions = pageActions({
      process,
      loaded,
      show: (dialog) => show(loadedState(dialog)),
      open: again,
    });
    const loadedState = (dialog?: () => View): BrowserState => ({
      kind: 'loaded',
      loaded,
      actions,
      ...(dialog === undefined ? {} : { dialog }),
    });
    show(loadedState());
  };
  return {
    onStart(intent) {
      if (intent.uri === undefined) {
        if (asked === 0) show({ kind: 'empty' });
        return;
      }
      // Not awaited: an activity starts at once, its page comes later.
      void open(getRequest(intent.uri));
    },
    onConfigurationChanged: () => show(shown),
    onKey(keycode) {
      if (keycode !== KEY_BACK || shown.kind !== 'loaded' || shown.dialog === undefined) return false;
      show({ kind: 'loaded', loaded: shown.loaded, actions: shown.actions });
      return true;
    },
  };
}
