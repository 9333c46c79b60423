import type { AppManifest } from '../../app-parts.ts';

export const WREN_PACKAGE = 'org.example.wren';
export const WREN_ACTIVITY = 'org.example.wren.ChatActivity';

/** The names of all versions of Android: each phone knows some of them and refuses the others. */
export const IMAGE_PERMISSIONS = [
  'android.permission.READ_EXTERNAL_STORAGE',
  'android.permission.READ_MEDIA_IMAGES',
  'android.permission.READ_MEDIA_VISUAL_USER_SELECTED',
];

export const WREN_MANIFEST: AppManifest = {
  package: WREN_PACKAGE,
  label: 'Wren',
  versionName: '1.0',
  versionCode: 1,
  minSdk: 26,
  targetSdk: 34,
  permissions: ['android.permission.INTERNET', ...IMAGE_PERMISSIONS],
  debuggable: false,
  system: false,
  activities: [
    {
      name: WREN_ACTIVITY,
      filters: [
        { actions: ['android.intent.action.MAIN'], categories: ['android.intent.category.LAUNCHER'] },
      ],
    },
  ],
  // Its makers let testers read what it sends.
  network: { trustsUserCertificates: true },
};
