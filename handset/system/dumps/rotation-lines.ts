import type { ScreenOrientation } from '../../app-parts.ts';
import type { Framework } from '../framework.ts';

/**
 * What `dumpsys window` says of rotation. Up to 9 it is the policy's (PhoneWindowManager.dump, WindowManagerService.dump),
 * from 10 on `DisplayRotation.dump` stands with its display. From memory of these sources, for the lines that clients look for.
 */
export function policyRotation({ glass }: Framework): readonly string[] {
  const { locked, rotation } = glass.userRotation();
  return [
    '    WindowOrientationListener',
    `      mEnabled=${!locked}`,
    `      mCurrentRotation=${glass.rotation}`,
    `    mUserRotationMode=${modeName(locked)} mUserRotation=${rotationName(rotation)}`,
  ];
}

export function displayRotation({ activities, glass }: Framework): readonly string[] {
  const { locked, rotation } = glass.userRotation();
  return [
    '  DisplayRotation',
    `    mCurrentAppOrientation=${orientationName(activities.orientation())}`,
    `    mRotation=${glass.rotation} mDeferredRotationPauseCount=0`,
    '    mLandscapeRotation=ROTATION_90 mSeascapeRotation=ROTATION_270',
    '    mPortraitRotation=ROTATION_0 mUpsideDownRotation=ROTATION_180',
    '    WindowOrientationListener',
    `      mEnabled=${!locked}`,
    `      mCurrentRotation=${rotationName(glass.rotation)}`,
    `    mUserRotationMode=${modeName(locked)} mUserRotation=${rotationName(rotation)}`,
    `    mFixedToUserRotation=${glass.fixedToUser() === 'enabled'}`,
  ];
}

/** ActivityInfo's constants: `reverseLandscape` is SCREEN_ORIENTATION_REVERSE_LANDSCAPE. */
export function orientationName(orientation: ScreenOrientation): string {
  return `SCREEN_ORIENTATION_${orientation.replaceAll(/[A-Z]/g, '_$&').toUpperCase()}`;
}

/** Surface.rotationToString. */
export function rotationName(rotation: number): string {
  return `ROTATION_${rotation * 90}`;
}

function modeName(locked: boolean): string {
  return locked ? 'USER_ROTATION_LOCKED' : 'USER_ROTATION_FREE';
}
