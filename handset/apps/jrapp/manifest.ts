import type { AppManifest } from '../../app-parts.ts';
import type { JrappVersion } from './versions.ts';

export const JRAPP_PACKAGE = 'com.jd.jrapp';
export const WELCOME_ACTIVITY = 'com.jd.jrapp.WelcomeActivity';
export const MAIN_ACTIVITY = 'com.jd.jrapp.bm.mainbox.main.MainActivity';

export function jrappManifest(version: JrappVersion): AppManifest {
  const { ignoresProxy } = version.behaviour;
  return {
    package: JRAPP_PACKAGE,
    label: '京东金融',
    versionName: version.versionName,
    versionCode: version.versionCode,
    minSdk: 16,
    // Our choice, the vendor's is not known. Up to 23 Android trusts the certificates that the user added
    // (network_security_config, default for API 23 and lower), so that the traffic can be read.
    targetSdk: 23,
    permissions: [
      'android.permission.INTERNET',
      'android.permission.READ_EXTERNAL_STORAGE',
      'android.permission.WRITE_EXTERNAL_STORAGE',
    ],
    debuggable: false,
    system: false,
    activities: [
      {
        name: WELCOME_ACTIVITY,
        // Our choice, the vendor's is not known: apps of banks seldom turn.
        orientation: 'portrait',
        filters: [
          {
            actions: ['android.intent.action.MAIN'],
            categories: ['android.intent.category.LAUNCHER', 'android.intent.category.DEFAULT'],
          },
        ],
      },
      { name: MAIN_ACTIVITY, orientation: 'portrait', filters: [] },
    ],
    ...(ignoresProxy ? { network: { ignoresProxy } } : {}),
  };
}
