import type { NetworkIdentity } from '../network-parts.ts';
import type { AndroidVersion } from '../system/android-version.ts';
import { javaError } from './java-error.ts';

/** From this SDK on, both as the phone's and as the app's target, cleartext is refused unless declared otherwise. */
const FIRST_SDK_WITHOUT_CLEARTEXT = 28;

/** Throws what OkHttp throws when the app's policy permits no cleartext to the host (RealConnection.connect). */
export function refuseCleartext(android: AndroidVersion, app: NetworkIdentity, host: string): void {
  const byDefault = Math.min(android.api, app.targetSdk) < FIRST_SDK_WITHOUT_CLEARTEXT;
  if (app.permitsCleartext ?? byDefault) return;
  throw javaError(
    'java.net.UnknownServiceException',
    `CLEARTEXT communication to ${host} not permitted by network security policy`,
    'ERR_CLEARTEXT_NOT_PERMITTED',
  );
}
