export const BROWSER_PACKAGE = 'com.android.browser';
export const BROWSER_ACTIVITY = 'com.android.browser.BrowserActivity';
