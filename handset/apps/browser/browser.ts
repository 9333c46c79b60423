import type { App, AppHandlers, AppManifest, AppProcess } from '../../parts.ts';
import { loadPage } from './load-page.ts';
import { BROWSER_ACTIVITY, BROWSER_PACKAGE, type BrowserState, browserScreen } from './page-views.ts';

const MANIFEST: AppManifest = {
  package: BROWSER_PACKAGE,
  label: '浏览器',
  versionName: '9',
  versionCode: 28,
  minSdk: 26,
  targetSdk: 28,
  permissions: ['android.permission.INTERNET'],
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
  // Chrome trusts the certificates that the user added, whatever its target SDK (its network_security_config).
  network: { trustsUserCertificates: true },
};

/** The browser: shows one page at a time, by the phone's proxy and trust store. */
export const browser: App = { manifest: MANIFEST, start };

function start(process: AppProcess): AppHandlers {
  /** Counts the pages that were asked for: an answer for an older one comes too late. */
  let asked = 0;
  const show = (state: BrowserState): void => process.show(browserScreen(process.displaySize, state));
  const get = (url: string) =>
    process.request({
      method: 'GET',
      url,
      headers: { 'user-agent': 'Mozilla/5.0 (Linux; Android 9) Handset' },
    });
  const open = async (url: string): Promise<void> => {
    asked += 1;
    const mine = asked;
    show({ kind: 'loading', url });
    const loaded = await loadPage(get, url);
    if (mine !== asked) return;
    if (loaded.kind === 'failed') process.log('browser', `${loaded.url}: ${loaded.error}`);
    show({ kind: 'loaded', loaded });
  };
  return {
    onStart(intent) {
      if (intent.uri === undefined) {
        if (asked === 0) show({ kind: 'empty' });
        return;
      }
      // Not awaited: an activity starts at once, its page comes later.
      void open(intent.uri);
    },
  };
}
